package dev.tagyard.rules.script;

import dev.tagyard.rules.module.ModuleText;
import dev.tagyard.rules.module.ScriptError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.graalvm.polyglot.Value;

/// What a module says of itself.
///
/// @param destinations `export const destinations = ['meta']`
/// @param events `export const events = ['purchase']`
/// @param onError `export const onError = 'skip'`
/// @param functions names of all functions that it exports
/// @param names of all that it exports
/// @param kind of the default export where it is no plain function, such as `AsyncFunction`,
///   `class`
/// @param line of the function that it exports as default
public record ScriptExports(
    Optional<List<String>> destinations,
    Optional<List<String>> events,
    Optional<String> onError,
    Set<String> functions,
    Set<String> names,
    String kind,
    int line) {

  static ScriptExports of(ModuleText text, Value made, String kind, List<ScriptError> errors) {
    var functions = new HashSet<String>();
    for (var name : made.getMemberKeys()) {
      if (made.getMember(name).canExecute()) {
        functions.add(name);
      }
    }
    return new ScriptExports(
        names("destinations", text.file(), made, errors),
        names("events", text.file(), made, errors),
        word(text.file(), made, errors),
        Set.copyOf(functions),
        Set.copyOf(made.getMemberKeys()),
        kind,
        text.line());
  }

  private static Optional<List<String>> names(
      String export, String module, Value exported, List<ScriptError> errors) {
    if (!exported.hasMember(export)) {
      return Optional.empty();
    }
    var value = exported.getMember(export);
    List<String> names = new ArrayList<>();
    for (var i = 0L; value.hasArrayElements() && i < value.getArraySize(); i++) {
      var name = value.getArrayElement(i);
      if (name.isString()) {
        names.add(name.asString());
      }
    }
    if (!value.hasArrayElements() || names.size() < value.getArraySize()) {
      errors.add(new ScriptError(module, 0, 0, export + " must be a list of names"));
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
