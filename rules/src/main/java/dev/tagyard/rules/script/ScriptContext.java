package dev.tagyard.rules.script;

import dev.tagyard.rules.module.ModuleText;
import dev.tagyard.rules.module.ScriptError;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;

/// A context with the functions of all rule modules in it; for one thread at a time.
///
/// @param kept takes what a call returned
/// @param rules what calls each module
record ScriptContext(
    Context context,
    Value stringify,
    Kept kept,
    ScriptFault faults,
    Map<String, LinkedModule> rules,
    Map<String, ScriptExports> exports)
    implements AutoCloseable {

  private static final Duration LOADING_TIME = Duration.ofSeconds(10);
  private static final String ENDLESS =
      "does not end, or does too much, while it is loaded: all that stands outside of functions";
  private static final long LOADING_BYTES = 1L << 30;

  /// Functions whose first argument keeps what they return.
  ///
  /// @param run called with an event and what a rule is told besides
  /// @param call called with the name of an export and its arguments
  /// @param element called with a list and an index
  record LinkedModule(Value run, Value call, Value element) {}

  /// Evaluates the modules. What is wrong with one is added to the errors.
  ///
  /// @param modules for each what it needs, itself last
  static ScriptContext open(
      Map<String, List<ModuleText>> modules,
      ScriptLimits limits,
      Guard guard,
      List<ScriptError> errors) {
    var context = Sandbox.context(limits);
    var faults = ScriptFault.in(modules);
    var linker = Sandbox.linker(context);
    Map<String, Value> factories = new HashMap<>();
    Map<String, LinkedModule> rules = new HashMap<>();
    Map<String, ScriptExports> exports = new HashMap<>();
    Map<String, List<ModuleText>> left = new LinkedHashMap<>(modules);
    for (var entry : modules.entrySet()) {
      var module = entry.getKey();
      left.remove(module);
      var ended = false;
      guard.begin(context, LOADING_TIME, LOADING_BYTES);
      try {
        context.resetLimits();
        for (var text : entry.getValue()) {
          factories.computeIfAbsent(text.file(), _ -> context.eval(source(text)));
        }
        var linked = linked(linker, entry.getValue(), factories);
        var made = linked.getMember("made").execute();
        var kind = linked.getMember("kind").execute(made).asString();
        exports.put(module, ScriptExports.of(entry.getValue().getLast(), made, kind, errors));
        rules.put(
            module,
            new LinkedModule(
                linked.getMember("run"), linked.getMember("call"), linked.getMember("element")));
      } catch (PolyglotException wrong) {
        ended = wrong.isResourceExhausted() || wrong.isCancelled() || wrong.isInterrupted();
        var error = faults.of(module, wrong);
        errors.add(ended ? error.saying(ENDLESS) : error);
      } finally {
        guard.end();
      }
      if (ended) {
        // The context may be unusable, but what is wrong with the others is to be told too.
        context.close(true);
        var rest = open(left, limits, guard, errors);
        rest.exports.putAll(exports);
        return rest;
      }
    }
    var stringify = context.getBindings("js").getMember("JSON").getMember("stringify");
    return new ScriptContext(context, stringify, new Kept(), faults, rules, exports);
  }

  private static Value linked(Value linker, List<ModuleText> texts, Map<String, Value> factories) {
    var files = texts.stream().map(ModuleText::file).toList();
    var made = files.stream().map(file -> (Object) factories.get(file)).toArray();
    var requests =
        texts.stream()
            .map(text ->
                (Object)
                    ProxyArray.fromArray(
                        text.imports().stream().map(files::indexOf).toArray(Object[]::new)))
            .toArray();
    return linker.execute(ProxyArray.fromArray(made), ProxyArray.fromArray(requests));
  }

  /// The same text is the same source, so that compiled code outlives a reload.
  private static Source source(ModuleText text) {
    return Source.newBuilder("js", text.text(), text.file()).buildLiteral();
  }

  LinkedModule rule(String module) {
    var rule = rules.get(module);
    if (rule == null) {
      throw new IllegalArgumentException("no script " + module);
    }
    return rule;
  }

  TreeValues values() {
    return new TreeValues(stringify);
  }

  @Override
  public void close() {
    context.close(true);
  }
}
