package dev.tagyard.rules.module;

import java.util.List;
import java.util.Set;

/// A module as the function that makes it. Called anew for each event, it leaves nothing behind in
/// variables: what one event put there is gone with it.
///
/// @param file from the rules folder
/// @param text an expression: a function of [#STEP], [#CAUGHT] and what each import gave, that
///   gives the exports
/// @param imports files, in the order of the function's arguments
/// @param needs what it takes from them by name
/// @param exports names
/// @param open whether it also exports all that another one does
/// @param defaultAt where its default export begins; 0 when it has none
public record ModuleText(
    String file,
    String text,
    List<String> imports,
    List<Need> needs,
    Set<String> exports,
    boolean open,
    int defaultAt,
    Places places) {
  /// The argument that is called at the begin of each function that could go on after an exception.
  static final String STEP = "__step";

  /// The argument that is told of each exception that is caught, and throws on what a script may
  /// not catch.
  static final String CAUGHT = "__caught";

  public ModuleText {
    imports = List.copyOf(imports);
    needs = List.copyOf(needs);
    exports = Set.copyOf(exports);
  }

  /// @param offset of the import
  record Need(String file, String name, int offset) {}

  /// The file's text, and how to find a place of the function in it.
  record Places(String file, String original, Edits edits) {
    /// @param offset in the file
    ScriptError at(int offset, String message) {
      var start = original.lastIndexOf('\n', offset - 1) + 1;
      var end = original.indexOf('\n', offset);
      var line = original.substring(start, end < 0 ? original.length() : end).stripTrailing();
      var number = 1 + (int) original.substring(0, start).chars().filter(c -> c == '\n').count();
      return new ScriptError(
          file, number, offset - start + 1, message, Excerpt.of(line, offset - start));
    }
  }

  /// The line on which the default export begins.
  public int line() {
    return places.at(defaultAt, "").line();
  }

  /// A mistake at a place of the function.
  ///
  /// @param offset in [#text]
  public ScriptError mistake(int offset, String message) {
    return places.at(places.edits.back(offset), message);
  }
}
