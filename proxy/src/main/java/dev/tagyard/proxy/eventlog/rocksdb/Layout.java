package dev.tagyard.proxy.eventlog.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tagyard.proxy.eventlog.DeadLetter;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/// Keys on disk. Numbers are big endian, so that bytes sort as numbers do.
///
/// | column | key | value |
/// |---|---|---|
/// | meta | a letter, then what it names | plain numbers |
/// | keys | serial of a data key (4) | the key, wrapped |
/// | journal | position of the last of them (8) | sealed entries that were appended as one |
/// | claims | `c`, hashed claim (16) | when it ends, destinations served |
/// | claims | `x`, hour in which they may end (4), cursor (8) | hashed claims (16 each) |
/// | outbox | [OutboxKey] | first 8 bytes of the hashed event id, sealed entry |
/// | deadletters | destination (4), time (8), position (8), part (4) | sealed dead letter |
/// | facts | sequence (8) | sealed facts of one step |
/// | consents | [ConsentLayout] | |
/// | index | span of time (4), `j`, hashed event id (16), position (8) | nothing |
/// | index | span, `d`, last position dispatched (8), sequence of its facts (8) | nothing |
/// | index | span, `f`, position (8), sequence (8), which of its facts (2) | nothing |
final class Layout {
  /// Version of all of this. Another one is refused.
  static final int FORMAT = 4;

  static final byte[] FORMAT_KEY = {'v'};
  static final byte[] CHECK_KEY = {'k'};
  static final byte[] CURSOR_KEY = {'c'};

  /// What this log alone makes ids of copies with.
  static final byte[] SALT_KEY = {'s'};

  /// Up to where journal and facts have been forgotten.
  static final byte[] FORGOTTEN_KEY = {'p'};

  static final byte DESTINATION = 'd';
  static final byte ACCOUNT = 't';
  static final byte AGE = 'a';
  static final byte MARK = 'm';
  static final byte OUTBOX_KEY_USE = 'u';
  static final byte HOUR = 'h';

  static final byte CLAIM = 'c';
  static final byte CLAIM_END = 'x';
  static final byte IN_JOURNAL = 'j';
  static final byte IN_DISPATCH = 'd';
  static final byte IN_FACTS = 'f';

  static final byte[] NOTHING = {};

  /// After each position and sequence.
  static final byte[] LAST = number(Long.MAX_VALUE);

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

  static byte[] claimsEnd(int hour, long cursor) {
    return ByteBuffer.allocate(13).put(CLAIM_END).putInt(hour).putLong(cursor).array();
  }

  /// Before all claims that end in that hour.
  static byte[] claimsEnd(int hour) {
    return ByteBuffer.allocate(5).put(CLAIM_END).putInt(hour).array();
  }

  static byte[] deadLetter(int destination, long millis, long position, int part) {
    return ByteBuffer.allocate(24)
        .putInt(destination)
        .putLong(millis)
        .putLong(position)
        .putInt(part)
        .array();
  }

  static byte[] deadLetter(int destination, DeadLetter letter) {
    var entry = letter.entry();
    var millis = OutboxKey.millis(letter.at());
    return deadLetter(destination, millis, entry.position().value(), entry.part());
  }

  static byte[] inJournal(int span, byte[] eventId, long position) {
    return ByteBuffer.allocate(5 + Ids.BYTES + Long.BYTES)
        .put(inJournal(span, eventId))
        .putLong(position)
        .array();
  }

  static byte[] inJournal(int span, byte[] eventId) {
    return ByteBuffer.allocate(5 + Ids.BYTES).putInt(span).put(IN_JOURNAL).put(eventId).array();
  }

  static byte[] inDispatch(int span, long lastPosition, long sequence) {
    return ByteBuffer.allocate(21)
        .putInt(span)
        .put(IN_DISPATCH)
        .putLong(lastPosition)
        .putLong(sequence)
        .array();
  }

  static byte[] inFacts(int span, long position, long sequence, int ordinal) {
    return ByteBuffer.allocate(23)
        .put(index(span, IN_FACTS, position))
        .putLong(sequence)
        .putShort((short) ordinal)
        .array();
  }

  /// The start of what the index has of a kind at a position, or from there on.
  static byte[] index(int span, byte kind, long position) {
    return ByteBuffer.allocate(13).putInt(span).put(kind).putLong(position).array();
  }

  /// After all that the index has of a kind.
  static byte[] afterIndex(int span, byte kind) {
    return ByteBuffer.allocate(5).putInt(span).put((byte) (kind + 1)).array();
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
