package dev.tagyard.consent.tcf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The bits of one segment, most significant first, six for each base64url character.
final class Bits {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      VALUES[ALPHABET.charAt(i)] = (byte) i;
    }
  }

  private final byte[] bytes;
  private final int length;

  private Bits(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /// The characters from `from` (inclusive) to `to` (exclusive).
  static Bits of(String text, int from, int to) {
    int length = (to - from) * 6;
    // Eight spare bytes, so that a whole long can be read at any offset.
    var bytes = new byte[(length >> 3) + 9];
    int pending = 0;
    int width = 0;
    int out = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int value = c < 128 ? VALUES[c] : -1;
      if (value < 0) {
        throw new MalformedTc(TcReason.TCF_BAD_CHARACTER);
      }
      pending = pending << 6 | value;
      width += 6;
      if (width >= 8) {
        width -= 8;
        bytes[out++] = (byte) (pending >> width);
      }
    }
    bytes[out] = (byte) (pending << (8 - width));
    return new Bits(bytes, length);
  }

  /// The unsigned number of `width` bits, 57 at most, at a bit offset.
  long get(int offset, int width) {
    require(offset, width);
    long word = (long) LONG.get(bytes, offset >> 3);
    return word << (offset & 7) >>> (64 - width);
  }

  int getInt(int offset, int width) {
    return (int) get(offset, width);
  }

  boolean isSet(int offset) {
    require(offset, 1);
    return (bytes[offset >> 3] >> (7 - (offset & 7)) & 1) != 0;
  }

  void require(int offset, int width) {
    if (offset + width > length) {
      throw new MalformedTc(TcReason.TCF_TRUNCATED);
    }
  }
}
