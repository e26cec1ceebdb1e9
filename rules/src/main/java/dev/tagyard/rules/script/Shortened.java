package dev.tagyard.rules.script;

/// Texts of scripts, which may be as long as a script can make them.
final class Shortened {
  private Shortened() {}

  /// The text, or its begin and `…` where it is longer; a character is never cut in two.
  static String to(int most, String text) {
    if (text.length() <= most) {
      return text;
    }
    var end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "…";
  }
}
