package dev.tagyard.rules.module;

/// An author's mistake in a script.
///
/// @param file from the rules folder; the script itself where the place is not known
/// @param line from 1; 0 when not known
/// @param column from 1; 0 when not known
/// @param message the engine's own words or the script's, some 1,000 characters at most; may quote
///   the event where they are not ours
/// @param excerpt the line itself, and below it a caret; empty when not known
/// @param ours whether the message is in our own words, which quote nothing of an event
public record ScriptError(
    String file, int line, int column, String message, String excerpt, boolean ours) {
  /// In the engine's words or the script's.
  public ScriptError(String file, int line, int column, String message, String excerpt) {
    this(file, line, column, message, excerpt, false);
  }

  /// In our own words.
  public ScriptError(String file, int line, int column, String message) {
    this(file, line, column, message, "", true);
  }

  /// The same place in other words, which are ours.
  public ScriptError saying(String other) {
    return new ScriptError(file, line, column, other, excerpt, true);
  }

  /// `20_enrich.js:12:5`.
  public String place() {
    return file + (line > 0 ? ":" + line : "") + (column > 0 ? ":" + column : "");
  }

  /// `20_enrich.js:12:5: TypeError: …`.
  @Override
  public String toString() {
    return place() + ": " + message;
  }
}
