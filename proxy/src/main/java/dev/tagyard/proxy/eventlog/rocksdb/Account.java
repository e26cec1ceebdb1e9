package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.proxy.eventlog.Totals;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// The counters of one destination. Changed by the writer alone, and written whole with the step
/// that changed them, so that they are right after a kill.
final class Account {
  /// Ages are kept in spans of this length, to know the oldest entry without looking at all.
  private static final long AGE_SPAN_SECONDS = 10;

  /// As they stand on disk: new ones are added at the end.
  static final List<Term> TERMS =
      List.of(
          Term.DELIVERED,
          Term.REJECTED,
          Term.EXPIRED,
          Term.WITHHELD,
          Term.DUPLICATE,
          Term.DROPPED,
          Term.FILTERED,
          Term.NOT_SUPPORTED,
          Term.UNKNOWN,
          Term.SHADOWED,
          Term.TESTED);

  final int id;
  final String name;

  private boolean active;
  private long since;

  /// Accepted while it was known at other times, and extra events.
  private long base;

  private final Map<Term, Long> settled = new EnumMap<>(Term.class);
  private long entries;
  private long bytes;

  /// Dead letters that are kept.
  private long letters;

  /// Span of acceptance → entries in the outbox.
  private final TreeMap<Long, Long> ages = new TreeMap<>();

  private final TreeSet<Long> agesTouched = new TreeSet<>();

  Account(int id, String name) {
    this.id = id;
    this.name = name;
  }

  void activate(long end) {
    if (!active) {
      active = true;
      since = end;
    }
  }

  /// What dispatch had not yet reached was never this destination's.
  void deactivate(long cursor) {
    if (active) {
      active = false;
      base += Math.max(0, cursor - since);
    }
  }

  boolean active() {
    return active;
  }

  long since() {
    return since;
  }

  long bytes() {
    return bytes;
  }

  void settle(Term term, long count) {
    settled.merge(term, count, Long::sum);
  }

  /// More events than positions; for a destination that is gone, whatever dispatch still gave it.
  void accept(long count) {
    base += count;
  }

  /// It was gone and came back while dispatch had not yet reached what was accepted for it before:
  /// that comes before its `since`, and counts with the stretch that gives it.
  ///
  /// @param count what the stretch gave it, one for each event
  /// @param from the position before the stretch
  /// @param to its last position
  void acceptEarlier(long count, long from, long to) {
    if (since > from) {
      base += Math.max(0, count - Math.max(0, to - since));
    }
  }

  void queued(Instant acceptedAt, int size) {
    entries++;
    bytes += size;
    age(acceptedAt, 1);
  }

  void unqueued(Instant acceptedAt, int size) {
    entries--;
    bytes -= size;
    age(acceptedAt, -1);
  }

  /// @param change of the number of dead letters that are kept
  void buried(long change) {
    letters += change;
  }

  private void age(Instant acceptedAt, long change) {
    var span = Math.floorDiv(acceptedAt.getEpochSecond(), AGE_SPAN_SECONDS);
    if (ages.merge(span, change, Long::sum) == 0) {
      ages.remove(span);
    }
    agesTouched.add(span);
  }

  Counters counters() {
    var bySettled = new EnumMap<Term, Long>(Term.class);
    TERMS.forEach(term -> bySettled.put(term, settled.getOrDefault(term, 0L)));
    var oldest =
        ages.isEmpty()
            ? Optional.<Instant>empty()
            : Optional.of(Instant.ofEpochSecond(ages.firstKey() * AGE_SPAN_SECONDS));
    return new Counters(active, since, base, bySettled, entries, bytes, letters, oldest);
  }

  void save(WriteBatch batch, Store store) throws RocksDBException {
    var meta = store.handle(Column.META);
    var value = ByteBuffer.allocate(1 + 8 * (5 + TERMS.size()));
    value.put((byte) (active ? 1 : 0)).putLong(since).putLong(base).putLong(entries);
    value.putLong(bytes).putLong(letters);
    TERMS.forEach(term -> value.putLong(settled.getOrDefault(term, 0L)));
    batch.put(meta, Layout.meta(Layout.ACCOUNT, id), value.array());
    for (var span : agesTouched) {
      var count = ages.get(span);
      if (count == null) {
        batch.delete(meta, Layout.age(id, span));
      } else {
        batch.put(meta, Layout.age(id, span), Layout.number(count));
      }
    }
    agesTouched.clear();
  }

  void load(byte[] bytes) {
    var value = ByteBuffer.wrap(bytes);
    active = value.get() == 1;
    since = value.getLong();
    base = value.getLong();
    entries = value.getLong();
    this.bytes = value.getLong();
    letters = value.getLong();
    for (var term : TERMS) {
      if (value.hasRemaining()) {
        settled.put(term, value.getLong());
      }
    }
  }

  void loadAge(long span, long count) {
    ages.put(span, count);
  }

  /// What others see of an account, as of the last write.
  record Counters(
      boolean active,
      long since,
      long base,
      Map<Term, Long> settled,
      long entries,
      long bytes,
      long letters,
      Optional<Instant> oldest) {
    Counters {
      settled = Map.copyOf(settled);
    }

    Totals totals(long end, long cursor) {
      var accepted = base + (active ? end - since : 0);
      var waiting = entries + (active ? end - Math.max(cursor, since) : 0);
      return new Totals(accepted, settled, waiting, entries, letters, oldest);
    }
  }
}
