package dev.tagyard.rules.module;

/// A line of a script and a caret below the place that is meant.
final class Excerpt {
  private static final int WIDTH = 100;
  private static final String INDENT = "    ";
  private static final String CUT = "…";

  private Excerpt() {}

  /// @param column from 0
  static String of(String line, int column) {
    var at = Math.min(column, line.length());
    var from = whole(line, Math.max(0, at - WIDTH * 2 / 3));
    var to = whole(line, Math.min(line.length(), from + WIDTH));
    var before = from > 0 ? CUT : "";
    var after = to < line.length() ? CUT : "";
    var shown = before + line.substring(from, to).replace('\t', ' ') + after;
    return INDENT + shown + "\n" + INDENT + " ".repeat(before.length() + at - from) + "^";
  }

  /// The place, or the one before it where it halves a character.
  private static int whole(String line, int at) {
    var halves =
        at > 0
            && at < line.length()
            && Character.isSurrogatePair(line.charAt(at - 1), line.charAt(at));
    return halves ? at - 1 : at;
  }
}
