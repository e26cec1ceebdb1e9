package dev.tagyard.consent.gpp;

import java.util.Optional;

/// Bits of a part of a GPP string, six for each base64url character.
final class Sextets {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private final byte[] values;

  private Sextets(byte[] values) {
    this.values = values;
  }

  /// Empty when a character is not of the alphabet.
  static Optional<Sextets> of(String text) {
    var values = new byte[text.length()];
    for (int i = 0; i < values.length; i++) {
      int value = ALPHABET.indexOf(text.charAt(i));
      if (value < 0) {
        return Optional.empty();
      }
      values[i] = (byte) value;
    }
    return Optional.of(new Sextets(values));
  }

  int length() {
    return values.length * 6;
  }

  /// The bit at an offset that lies within the length.
  int bit(int offset) {
    return values[offset / 6] >> (5 - offset % 6) & 1;
  }

  int get(int offset, int width) {
    int value = 0;
    for (int i = 0; i < width; i++) {
      value = value << 1 | bit(offset + i);
    }
    return value;
  }
}
