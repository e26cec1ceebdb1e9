package dev.tagyard.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A request in bytes, written once; only the event's number in it changes from one to the next.
final class Numbered {
  static final int DIGITS = 10;
  private static final String MARK = "##########";

  private final byte[] bytes;
  private final List<Integer> places;

  /// @param text with ten `#` wherever the number belongs
  Numbered(String text) {
    bytes = text.getBytes(StandardCharsets.UTF_8);
    places = new ArrayList<>();
    // All ASCII: a character is a byte.
    for (var at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + DIGITS)) {
      places.add(at);
    }
  }

  byte[] with(long number) {
    for (var place : places) {
      var left = number;
      for (var digit = DIGITS - 1; digit >= 0; digit--) {
        bytes[place + digit] = (byte) ('0' + left % 10);
        left /= 10;
      }
    }
    return bytes;
  }
}
