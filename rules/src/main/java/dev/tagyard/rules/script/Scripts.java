package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.event.Weight;
import dev.tagyard.rules.module.ScriptError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.graalvm.polyglot.PolyglotException;
import org.jspecify.annotations.Nullable;

/// One thread's JavaScript: runs the rule modules, one call at a time.
public final class Scripts {
  private static final int MOST_EVENTS = 100;
  private static final long MOST_WEIGHT = 8L << 20;

  /// How an error begins where the engine itself held a script to a limit: the stack's depth, and a
  /// text's length.
  private static final List<String> ENGINE_LIMITS =
      List.of("RangeError: Maximum call stack size exceeded", "RangeError: Invalid string length");

  private final Supplier<ScriptContext> fresh;
  private final Tables tables;
  private final ScriptLimits limits;
  private final Predicate<String> off;
  private final Guard guard = new Guard();
  private final Grace grace;
  private volatile String running = "";
  private @Nullable ScriptContext current;

  /// @param fresh gives a new context; asked for the first, and after each that had to be given up
  /// @param off whether a module is not to be called any more
  /// @param stopped the modules that were stopped at a limit once; shared by all threads
  Scripts(
      Supplier<ScriptContext> fresh,
      Tables tables,
      ScriptLimits limits,
      Predicate<String> off,
      Set<String> stopped) {
    this.fresh = fresh;
    this.tables = tables;
    this.limits = limits;
    this.off = off;
    this.grace = new Grace(stopped);
  }

  Guard guard() {
    return guard;
  }

  /// The module that was called last.
  String running() {
    return running;
  }

  /// Calls the default export of a module with an event.
  ///
  /// @param event stays as it is
  public ScriptResult run(String module, ObjectNode event, ScriptCall call) {
    var argument = argument(module, event, call);
    return guarded(
        module,
        argument,
        context -> {
          var given = new TreeObject(event, true);
          var rule = context.rule(module);
          rule.run().executeVoid(context.kept(), given, argument);
          return events(context, rule, context.kept().take());
        });
  }

  /// Calls another export of a module.
  ///
  /// @param event that the context's random numbers come from
  /// @param values texts, numbers and trees that the script may only read
  public ScriptResult call(
      String module, String export, ObjectNode event, ScriptCall call, List<Object> values) {
    var argument = argument(module, event, call);
    return guarded(
        module,
        argument,
        context -> {
          var given = new ArrayList<Object>();
          given.add(context.kept());
          given.add(export);
          for (var value : values) {
            given.add(value instanceof JsonNode node ? TreeValues.wrapped(node, false) : value);
          }
          given.add(argument);
          context.rule(module).call().executeVoid(given.toArray());
          var returned = context.kept().take();
          var object = object(context, context.values(), returned, Words.NO_OBJECT);
          requireSmall(object);
          return List.of(object);
        });
  }

  private CallContext argument(String module, ObjectNode event, ScriptCall call) {
    return new CallContext(call, tables, () -> event.path("event_id").asText() + " " + module);
  }

  private ScriptResult guarded(
      String module, CallContext argument, Function<ScriptContext, List<ObjectNode>> work) {
    if (off.test(module)) {
      var error = new ScriptError(module, 0, 0, "could not be stopped: off until the next reload");
      return new ScriptResult.Stopped(error, List.of());
    }
    running = module;
    var context = context();
    context.context().resetLimits();
    var time = grace.limit(module, limits.time());
    guard.begin(context.context(), time, limits.allocatedBytes());
    var result = attempt(context, module, argument, work);
    var limit = guard.end();
    if (limit.isPresent()) {
      grace.stopped(module);
      return stopped(module, limit.get(), time, result);
    }
    grace.returned(module);
    return result;
  }

  void close() {
    giveUp();
  }

  private ScriptResult attempt(
      ScriptContext context,
      String module,
      CallContext argument,
      Function<ScriptContext, List<ObjectNode>> work) {
    try {
      return new ScriptResult.Returned(work.apply(context), argument.log());
    } catch (PolyglotException thrown) {
      var error =
          EngineFault.isBroken(thrown)
              ? broken(module, String.valueOf(thrown.getMessage()))
              : context.faults().of(module, thrown);
      return failed(error, thrown, argument.log());
    } catch (IllegalArgumentException refused) {
      var words = String.valueOf(refused.getMessage());
      var error = new ScriptError(module, 0, 0, words, "", Words.areOurs(words));
      return new ScriptResult.Threw(error, argument.log());
    } catch (IllegalStateException closed) {
      // The watchdog closed the context between two calls into it.
      giveUp();
      var error = new ScriptError(module, 0, 0, "was stopped");
      return new ScriptResult.Stopped(error, argument.log());
    } catch (LinkageError broken) {
      return new ScriptResult.Threw(broken(module, broken.toString()), argument.log());
    } catch (RuntimeException bug) {
      // Ours, but a script led to it: its event must not hold up those beside it. The bug's own
      // words could quote the event.
      var error =
          new ScriptError(module, 0, 0, "failed within the server: " + bug.getClass().getName());
      return new ScriptResult.Threw(error, argument.log());
    }
  }

  private static ScriptError broken(String module, String why) {
    return new ScriptError(module, 0, 0, EngineFault.tell(why));
  }

  private ScriptResult failed(ScriptError error, PolyglotException thrown, List<String> log) {
    if (thrown.isCancelled() || thrown.isResourceExhausted() || thrown.isInternalError()) {
      giveUp();
    }
    return thrown.isCancelled() || thrown.isInterrupted() || metLimit(thrown)
        ? new ScriptResult.Stopped(error, log)
        : new ScriptResult.Threw(error, log);
  }

  /// A limit like the others: to get as deep as the stack goes, or to a text as long as may be,
  /// takes as long as many good calls.
  private static boolean metLimit(PolyglotException thrown) {
    var words = String.valueOf(thrown.getMessage());
    return thrown.isGuestException() && ENGINE_LIMITS.stream().anyMatch(words::startsWith);
  }

  private ScriptResult.Stopped stopped(
      String module, Guard.Limit limit, Duration time, ScriptResult result) {
    if (limit == Guard.Limit.MEMORY) {
      giveUp();
    }
    var at =
        switch (result) {
          case ScriptResult.Returned _ -> new ScriptError(module, 0, 0, "");
          case ScriptResult.Threw threw -> threw.error();
          case ScriptResult.Stopped stopped -> stopped.error();
        };
    var words =
        switch (limit) {
          case TIME -> "took longer than " + time.toMillis() + " ms";
          case MEMORY -> "made more than " + (limits.allocatedBytes() >> 20) + " MiB of objects";
        };
    return new ScriptResult.Stopped(at.saying(words), result.log());
  }

  private static List<ObjectNode> events(
      ScriptContext context, ScriptContext.LinkedModule rule, Object returned) {
    var values = context.values();
    if (returned instanceof TreeObject) {
      return List.of(event(context, values, returned));
    }
    var list = context.context().asValue(returned);
    if (list.isNull()) {
      return List.of();
    }
    if (!list.hasArrayElements()) {
      return List.of(event(context, values, returned));
    }
    if (list.getArraySize() > MOST_EVENTS) {
      throw new IllegalArgumentException(Words.MANY_EVENTS);
    }
    List<ObjectNode> events = new ArrayList<>();
    for (var i = 0L; i < list.getArraySize(); i++) {
      rule.element().executeVoid(context.kept(), list, i);
      events.add(event(context, values, context.kept().take()));
    }
    return events;
  }

  private static ObjectNode event(ScriptContext context, TreeValues values, Object returned) {
    return object(context, values, returned, Words.NO_EVENT);
  }

  private static ObjectNode object(
      ScriptContext context, TreeValues values, Object returned, String wish) {
    var stored = TreeValues.fromScript(returned);
    if (stored instanceof ScriptValue
        && context.context().asValue(returned).canInvokeMember("then")) {
      throw new IllegalArgumentException(Words.ASYNC);
    }
    if (values.toNode(stored, 0) instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException(wish);
  }

  /// What a rule makes is weighed by who runs it, with what all the others made.
  private static void requireSmall(ObjectNode object) {
    if (Weight.of(object, MOST_WEIGHT) > MOST_WEIGHT) {
      throw new IllegalArgumentException(Words.LARGE);
    }
  }

  private ScriptContext context() {
    var known = current;
    if (known == null) {
      known = fresh.get();
      current = known;
    }
    return known;
  }

  private void giveUp() {
    var known = current;
    current = null;
    if (known != null) {
      known.close();
    }
  }
}
