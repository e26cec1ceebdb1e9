package dev.tagyard.rules.script;

/// An author's mistake in a script.
///
/// @param file from the rules folder; the script itself where the place is not known
/// @param line from 1; 0 when not known
/// @param column from 1; 0 when not known
/// @param message the engine's own words or the script's; may quote the event
public record ScriptError(String file, int line, int column, String message) {
  /// `20_enrich.js:12:5: TypeError: …`.
  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line : "") + (column > 0 ? ":" + column : "") + ": " + message;
  }
}
