package dev.tagyard.proxy.eventlog.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/// Keys on disk. Numbers are big endian, so that bytes sort as numbers do.
///
/// | column | key | value |
/// |---|---|---|
/// | meta | a letter, then what it names | plain numbers |
/// | keys | serial of a data key (4) | the key, wrapped |
/// | journal | position (8) | sealed entry |
/// | claims | `c`, hashed claim (16) | when it ends, destinations served |
/// | claims | `x`, hour in which it may end (4), hashed claim (16) | nothing |
/// | outbox | [OutboxKey] | first 8 bytes of the hashed event id, sealed entry |
/// | deadletters | destination (4), time (8), position (8), part (4) | sealed dead letter |
/// | facts | sequence (8) | sealed facts of one event in one step |
/// | consents | [ConsentLayout] | |
/// | index | span of time (4), hashed event id (16), `j` or `f`, position or sequence (8) | nothing |
final class Layout {
  /// Version of all of this. Another one is refused.
  static final int FORMAT = 1;

  static final byte[] FORMAT_KEY = {'v'};
  static final byte[] CHECK_KEY = {'k'};
  static final byte[] CURSOR_KEY = {'c'};

  /// Up to where journal and facts have been forgotten.
  static final byte[] FORGOTTEN_KEY = {'p'};

  static final byte DESTINATION = 'd';
  static final byte ACCOUNT = 't';
  static final byte AGE = 'a';
  static final byte MARK = 'm';
  static final byte OUTBOX_KEY_USE = 'u';

  static final byte CLAIM = 'c';
  static final byte CLAIM_END = 'x';
  static final byte IN_JOURNAL = 'j';
  static final byte IN_FACTS = 'f';

  static final byte[] NOTHING = {};

  /// Spans of the index go as a whole, so each is short beside any retention.
  private static final int SPAN_HOURS = 6;

  private Layout() {}

  static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  static long number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }

  static byte[] serial(int serial) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(serial).array();
  }

  static byte[] destination(String name) {
    var bytes = name.getBytes(UTF_8);
    return ByteBuffer.allocate(1 + bytes.length).put(DESTINATION).put(bytes).array();
  }

  static byte[] meta(byte letter, int id) {
    return ByteBuffer.allocate(5).put(letter).putInt(id).array();
  }

  static byte[] age(int destination, long bucket) {
    return ByteBuffer.allocate(13).put(AGE).putInt(destination).putLong(bucket).array();
  }

  static byte[] claim(byte[] hash) {
    return ByteBuffer.allocate(1 + Ids.BYTES).put(CLAIM).put(hash).array();
  }

  static byte[] claimEnd(int hour, byte[] hash) {
    return ByteBuffer.allocate(5 + hash.length).put(CLAIM_END).putInt(hour).put(hash).array();
  }

  static byte[] deadLetter(int destination, long millis, long position, int part) {
    return ByteBuffer.allocate(24)
        .putInt(destination)
        .putLong(millis)
        .putLong(position)
        .putInt(part)
        .array();
  }

  static byte[] index(int span, byte[] eventId, byte kind, long number) {
    return ByteBuffer.allocate(5 + Ids.BYTES + Long.BYTES)
        .putInt(span)
        .put(eventId)
        .put(kind)
        .putLong(number)
        .array();
  }

  static byte[] indexPrefix(int span, byte[] eventId, byte kind) {
    return ByteBuffer.allocate(5 + Ids.BYTES).putInt(span).put(eventId).put(kind).array();
  }

  static int span(long millis) {
    return (int) (TimeUnit.MILLISECONDS.toHours(millis) / SPAN_HOURS);
  }

  static int hour(long millis) {
    return (int) Math.min(Integer.MAX_VALUE - 1, TimeUnit.MILLISECONDS.toHours(millis));
  }

  /// The first key after all that start with a prefix.
  static byte[] after(byte[] prefix) {
    var next = prefix.clone();
    for (var i = next.length - 1; i >= 0; i--) {
      if (++next[i] != 0) {
        return next;
      }
    }
    throw new IllegalArgumentException("nothing comes after this prefix");
  }
}
