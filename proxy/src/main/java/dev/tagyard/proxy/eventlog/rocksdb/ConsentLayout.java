package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.VisitorHash;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Keys and values of the column of consents.
///
/// | key | value |
/// |---|---|
/// | `d`, hashed visitor (16) | when it ends (8), sealed decision |
/// | `l`, hashed transaction or cart (16) | when it ends (8), hashed visitor (16) |
/// | `w`, hashed visitor (16) | when it ends (8), sealed withdrawal |
/// | `x`, hour in which it may end (4), the key of one of these | nothing |
final class ConsentLayout {
  static final byte DECISION = 'd';
  static final byte LINK = 'l';
  static final byte WITHDRAWAL = 'w';
  static final byte END = 'x';

  private ConsentLayout() {}

  static byte[] key(byte kind, VisitorHash visitor) {
    return ByteBuffer.allocate(1 + Ids.BYTES)
        .put(kind)
        .putLong(visitor.high())
        .putLong(visitor.low())
        .array();
  }

  static VisitorHash visitor(byte[] key) {
    return hash(ByteBuffer.wrap(key, 1, Ids.BYTES));
  }

  static byte[] end(long millis, byte[] key) {
    return ByteBuffer.allocate(5 + key.length)
        .put(END)
        .putInt(Layout.hour(millis))
        .put(key)
        .array();
  }

  /// The key that such an end is of.
  static byte[] ofEnd(byte[] end) {
    return Arrays.copyOfRange(end, 5, end.length);
  }

  static byte[] value(long untilMillis, byte[] content) {
    return ByteBuffer.allocate(Long.BYTES + content.length)
        .putLong(untilMillis)
        .put(content)
        .array();
  }

  static long until(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }

  static byte[] content(byte[] value) {
    return Arrays.copyOfRange(value, Long.BYTES, value.length);
  }

  static byte[] content(VisitorHash visitor) {
    return ByteBuffer.allocate(Ids.BYTES).putLong(visitor.high()).putLong(visitor.low()).array();
  }

  static VisitorHash linked(byte[] value) {
    return hash(ByteBuffer.wrap(value, Long.BYTES, Ids.BYTES));
  }

  static VisitorHash hash(ByteBuffer bytes) {
    return new VisitorHash(bytes.getLong(), bytes.getLong());
  }

  /// Whether the value under such a key is sealed after its first eight bytes.
  static boolean sealed(byte[] key) {
    return key[0] == DECISION || key[0] == WITHDRAWAL;
  }
}
