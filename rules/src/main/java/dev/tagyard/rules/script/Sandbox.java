package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.ResourceLimits;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;

/// Makes the contexts that rules run in: no host classes, no network, no threads, no evaluation of
/// text, no files, built-in objects frozen. All share one engine, and with it compiled code.
///
/// The ready-made policy CONSTRAINED would refuse the options that bound a text's length and turn
/// big integers off, without which one expression can hold a thread for minutes; so all that it
/// denies is denied here one by one.
final class Sandbox {
  /// What `freeze.js` calls hundreds of times in each new context, and our own functions: to
  /// compile them would be the compiler's first work, for a second, while all else waits to start.
  private static final String NOT_COMPILED =
      "~freeze$,~awake$,~Object.defineProperty,~Object.freeze,~Object.isFrozen,~Reflect.";

  private static final Engine ENGINE = engine();
  private static final Source FREEZE = own("freeze.js");
  private static final Source AWAKE = own("awake.js");
  private static final Source LINK = own("link.js");

  /// Guarded by the class.
  private static boolean awake;

  private static final ContextAhead AHEAD = new ContextAhead(Sandbox::make);

  private Sandbox() {}

  private static Engine engine() {
    try {
      return engineBuilder()
          .allowExperimentalOptions(true)
          .option("engine.CompileOnly", NOT_COMPILED)
          .build();
    } catch (IllegalArgumentException noCompiler) {
      return engineBuilder().build();
    }
  }

  private static Engine.Builder engineBuilder() {
    return Engine.newBuilder("js")
        .option("engine.WarnInterpreterOnly", "false")
        .in(InputStream.nullInputStream())
        .out(OutputStream.nullOutputStream())
        .err(OutputStream.nullOutputStream());
  }

  /// Makes a context now, for who is first to ask for one with these limits.
  static void prepare(ScriptLimits limits) {
    AHEAD.prepare(limits);
  }

  /// Whether and by what scripts are compiled, in the engine's words; `Interpreted` if not at all.
  static String implementation() {
    return ENGINE.getImplementationName();
  }

  static Context context(ScriptLimits limits) {
    return AHEAD.context(limits);
  }

  static Context make(ScriptLimits limits) {
    var context =
        Context.newBuilder("js")
            .engine(ENGINE)
            .allowAllAccess(false)
            .allowHostAccess(HostAccess.NONE)
            .allowHostClassLookup(_ -> false)
            .allowPolyglotAccess(PolyglotAccess.NONE)
            .allowEnvironmentAccess(EnvironmentAccess.NONE)
            .allowIO(IOAccess.NONE)
            .allowCreateThread(false)
            .allowCreateProcess(false)
            .allowNativeAccess(false)
            .allowValueSharing(false)
            .resourceLimits(
                ResourceLimits.newBuilder().statementLimit(limits.statements(), null).build())
            .allowExperimentalOptions(true)
            .option("js.strict", "true")
            .option("js.allow-eval", "false")
            .option("js.bigint", "false")
            .option("js.console", "false")
            .option("js.global-arguments", "false")
            .option("js.graal-builtin", "false")
            .option("js.java-package-globals", "false")
            .option("js.load", "false")
            .option("js.max-apply-argument-length", "100000")
            .option("js.polyglot-builtin", "false")
            .option("js.print", "false")
            .option("js.regexp-static-result", "false")
            .option("js.shared-array-buffer", "false")
            .option("js.string-length-limit", Integer.toString(limits.stringLength()))
            .option("js.timezone", "UTC")
            .build();
    context
        .eval(FREEZE)
        .executeVoid(
            new TreeObject(JsonNodeFactory.instance.objectNode(), false),
            new TreeArray(JsonNodeFactory.instance.arrayNode(), false),
            new HostFunction(_ -> refusal()));
    awake(context);
    return context;
  }

  /// Waits for another thread that does it, for nothing is to run before.
  private static synchronized void awake(Context context) {
    if (!awake) {
      context.eval(AWAKE).executeVoid(new HostFunction(_ -> endOfStack()));
      awake = true;
    }
  }

  private static Object refusal() {
    throw new IllegalArgumentException(Words.READ_ONLY);
  }

  private static Object endOfStack() {
    throw new StackOverflowError();
  }

  /// What makes one function of a rule's modules.
  static Value linker(Context context) {
    return context.eval(LINK);
  }

  private static Source own(String name) {
    try (var script = Sandbox.class.getResourceAsStream(name)) {
      if (script == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      var text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      return Source.newBuilder("js", text, name).internal(true).buildLiteral();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
