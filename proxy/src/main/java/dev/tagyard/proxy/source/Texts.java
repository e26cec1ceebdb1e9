package dev.tagyard.proxy.source;

import java.math.BigDecimal;
import java.util.Optional;

/// What all sources ask of a text.
public final class Texts {
  /// Bytes of one event as it is sent: of what waits, so much is held in memory at least.
  public static final int MOST_OF_AN_EVENT = 262_144;

  private Texts() {}

  /// The number that a text is; empty for what is none, and for one that would cost much to write
  /// out.
  ///
  /// @param longest characters of the text
  /// @param mostPlaces before or behind the point
  public static Optional<BigDecimal> decimal(String text, int longest, int mostPlaces) {
    if (text.length() > longest) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(text.trim()))
          .filter(number -> Math.abs((long) number.scale()) <= mostPlaces);
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  /// Whether it holds control characters, which no name and no identifier has.
  public static boolean hasControls(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
