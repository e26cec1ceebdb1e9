package dev.tagyard.proxy.command;

import java.util.regex.Pattern;

/// Words of visitors and vendors, fit for a terminal, which obeys control characters: C0, DEL and
/// C1.
public final class Printable {
  /// For one line, whose end would make another.
  static final String CONTROLS = "[\\p{Cc}\\u2028\\u2029]";

  private static final Pattern IN_LINE = Pattern.compile(CONTROLS);
  private static final Pattern IN_TEXT = Pattern.compile("[\\p{Cc}&&[^\\n\\t]]");

  private Printable() {}

  /// What is to stay one line.
  static String line(String words) {
    return IN_LINE.matcher(words).replaceAll(" ");
  }

  /// What may have several lines.
  public static String text(String words) {
    return IN_TEXT.matcher(words.replace("\r\n", "\n")).replaceAll(" ");
  }

  /// The same JSON; it has C0 escaped already, but neither DEL nor C1.
  static String json(String json) {
    return IN_TEXT
        .matcher(json)
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }
}
