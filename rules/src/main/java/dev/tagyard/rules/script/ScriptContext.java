package dev.tagyard.rules.script;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/// A context with the functions of all rule modules in it; for one thread at a time.
///
/// @param functions what each file exports as default
record ScriptContext(
    Context context,
    TreeValues values,
    Map<String, Value> functions,
    Map<String, ScriptExports> exports)
    implements AutoCloseable {

  private static final Duration LOADING_TIME = Duration.ofSeconds(10);
  private static final long LOADING_BYTES = 1L << 30;

  /// Evaluates the modules. What is wrong with one is added to the errors.
  static ScriptContext open(
      ScriptFiles files,
      List<String> modules,
      ScriptLimits limits,
      Guard guard,
      List<ScriptError> errors) {
    var context = Sandbox.context(files, limits);
    guard.begin(context, LOADING_TIME, LOADING_BYTES);
    try {
      return load(context, modules, errors);
    } finally {
      guard.end();
    }
  }

  private static ScriptContext load(
      Context context, List<String> modules, List<ScriptError> errors) {
    Map<String, Value> functions = new HashMap<>();
    Map<String, ScriptExports> exports = new HashMap<>();
    for (var module : modules) {
      try {
        var exported = evaluate(context, module);
        var function = exported.getMember("default");
        if (function == null || !function.canExecute()) {
          errors.add(
              new ScriptError(module, 0, 0, "needs: export default function (event, context)"));
        } else {
          functions.put(module, function);
          exports.put(module, exports(module, exported, function, errors));
        }
      } catch (PolyglotException wrong) {
        errors.add(ScriptFault.of(module, wrong));
      }
    }
    var stringify = context.getBindings("js").getMember("JSON").getMember("stringify");
    return new ScriptContext(context, new TreeValues(stringify), functions, exports);
  }

  Value function(String module) {
    var function = functions.get(module);
    if (function == null) {
      throw new IllegalArgumentException("no script " + module);
    }
    return function;
  }

  @Override
  public void close() {
    context.close(true);
  }

  private static Value evaluate(Context context, String module) {
    var importing =
        "import * as rule from \"" + ScriptFiles.specifier(module) + "\"; export { rule };";
    return context
        .eval(
            Source.newBuilder("js", importing, "import of " + module)
                .mimeType("application/javascript+module")
                .internal(true)
                .buildLiteral())
        .getMember("rule");
  }

  private static ScriptExports exports(
      String module, Value exported, Value function, List<ScriptError> errors) {
    var place = function.getSourceLocation();
    return new ScriptExports(
        names(module, exported, errors),
        word(module, exported, errors),
        place == null ? 1 : place.getStartLine());
  }

  private static Optional<List<String>> names(
      String module, Value exported, List<ScriptError> errors) {
    if (!exported.hasMember("destinations")) {
      return Optional.empty();
    }
    var value = exported.getMember("destinations");
    List<String> names = new ArrayList<>();
    for (var i = 0L; value.hasArrayElements() && i < value.getArraySize(); i++) {
      var name = value.getArrayElement(i);
      if (name.isString()) {
        names.add(name.asString());
      }
    }
    if (!value.hasArrayElements() || names.size() < value.getArraySize()) {
      errors.add(new ScriptError(module, 0, 0, "destinations must be a list of names"));
    }
    return Optional.of(names);
  }

  private static Optional<String> word(String module, Value exported, List<ScriptError> errors) {
    if (!exported.hasMember("onError")) {
      return Optional.empty();
    }
    var value = exported.getMember("onError");
    if (!value.isString()) {
      errors.add(new ScriptError(module, 0, 0, "onError must be 'skip' or 'dead_letter'"));
      return Optional.empty();
    }
    return Optional.of(value.asString());
  }
}
