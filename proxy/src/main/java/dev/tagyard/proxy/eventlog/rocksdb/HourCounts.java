package dev.tagyard.proxy.eventlog.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tagyard.proxy.eventlog.HourCount;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.rules.event.Event;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// What became of deliveries, hour by hour of their events' time. Changed by the writer alone, and
/// written with the step that changed it. Nothing personal: names and numbers.
final class HourCounts {
  /// Kept so long: a year can be compared with the one before.
  static final int KEPT_HOURS = 24 * 400;

  /// Names are the site's own, but anybody can send one: beyond this they share a row.
  private static final int MOST_NAMES = 500;

  private static final String OTHER = "(other)";
  private static final int MOST_CACHED = 20_000;

  private final Map<Row, long[]> rows = new HashMap<>();
  private final Set<Row> touched = new HashSet<>();

  /// By hour, without a name: how many names it has.
  private final Map<Row, Integer> names = new HashMap<>();

  /// @param hour since the epoch
  private record Row(int destination, int hour, String eventName) {
    byte[] key() {
      var name = eventName.getBytes(UTF_8);
      return ByteBuffer.allocate(9 + name.length)
          .put(Layout.HOUR)
          .putInt(destination)
          .putInt(hour)
          .put(name)
          .array();
    }
  }

  void add(Store store, int destination, Event event, Term term, long count)
      throws RocksDBException {
    var hour = Layout.hour(OutboxKey.millis(event.time()));
    var row = new Row(destination, hour, event.name());
    var counts = rows.get(row);
    if (counts == null) {
      var stored = stored(store, row);
      if (stored.isEmpty() && !hasRoom(store, row)) {
        row = new Row(row.destination(), row.hour(), OTHER);
        stored = stored(store, row);
      }
      counts = rows.get(row);
      if (counts == null) {
        counts = stored.map(HourCounts::read).orElseGet(HourCounts::none);
        rows.put(row, counts);
      }
    }
    counts[Account.TERMS.indexOf(term)] += count;
    touched.add(row);
  }

  void save(WriteBatch batch, Store store) throws RocksDBException {
    for (var row : touched) {
      var counts = rows.get(row);
      if (counts != null) {
        var value = ByteBuffer.allocate(Long.BYTES * counts.length);
        for (var count : counts) {
          value.putLong(count);
        }
        batch.put(store.handle(Column.META), row.key(), value.array());
      }
    }
    touched.clear();
    if (rows.size() > MOST_CACHED) {
      rows.clear();
      names.clear();
    }
  }

  static void prune(Instant now, Iterable<Account> accounts, Store store, WriteBatch batch)
      throws RocksDBException {
    for (var account : accounts) {
      var past = Layout.hour(OutboxKey.millis(now)) - KEPT_HOURS;
      var from = prefix(account.id, 0);
      var to = prefix(account.id, Math.max(0, past));
      try (var scan = store.scan(Column.META, from, to)) {
        if (scan.next()) {
          batch.deleteRange(store.handle(Column.META), scan.key(), to);
        }
      }
    }
  }

  /// @param to exclusive
  static List<HourCount> read(
      Store store, Map<String, Integer> destinations, Instant from, Instant to)
      throws RocksDBException {
    var found = new ArrayList<HourCount>();
    for (var destination : destinations.entrySet()) {
      var first = prefix(destination.getValue(), Layout.hour(OutboxKey.millis(from)));
      var last = prefix(destination.getValue(), Layout.hour(OutboxKey.millis(to)));
      try (var scan = store.scan(Column.META, first, last)) {
        while (scan.next()) {
          var key = ByteBuffer.wrap(scan.key()).position(5);
          var hour = Instant.ofEpochSecond(TimeUnit.HOURS.toSeconds(key.getInt()));
          var name = UTF_8.decode(key).toString();
          found.add(new HourCount(destination.getKey(), hour, name, terms(read(scan.value()))));
        }
      }
    }
    return found;
  }

  /// Whether an hour takes one name more, which it then has.
  private boolean hasRoom(Store store, Row row) throws RocksDBException {
    var hour = new Row(row.destination(), row.hour(), "");
    var known = names.get(hour);
    var count = known == null ? storedNames(store, hour) : known;
    var room = count < MOST_NAMES;
    names.put(hour, room ? count + 1 : count);
    return room;
  }

  /// A row that cannot be read begins anew: it is not worth a delivery.
  private static Optional<byte[]> stored(Store store, Row row) throws RocksDBException {
    try {
      return store.get(Column.META, row.key());
    } catch (RocksDBException failed) {
      Store.requireDamage(failed);
      return Optional.empty();
    }
  }

  /// How many names the hour has on disk, counted no further than it matters: what is held here is
  /// forgotten now and then, and at each start.
  private static int storedNames(Store store, Row hour) throws RocksDBException {
    var from = prefix(hour.destination(), hour.hour());
    var count = 0;
    try (var scan = store.scan(Column.META, from, Layout.after(from))) {
      while (count < MOST_NAMES && scan.next()) {
        count++;
      }
    } catch (RocksDBException failed) {
      Store.requireDamage(failed);
    }
    return count;
  }

  private static long[] none() {
    return new long[Account.TERMS.size()];
  }

  private static byte[] prefix(int destination, int hour) {
    return ByteBuffer.allocate(9).put(Layout.HOUR).putInt(destination).putInt(hour).array();
  }

  private static long[] read(byte[] value) {
    var counts = new long[Account.TERMS.size()];
    var buffer = ByteBuffer.wrap(value);
    for (var i = 0; i < counts.length && buffer.hasRemaining(); i++) {
      counts[i] = buffer.getLong();
    }
    return counts;
  }

  private static Map<Term, Long> terms(long[] counts) {
    var terms = new EnumMap<Term, Long>(Term.class);
    for (var i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        terms.put(Account.TERMS.get(i), counts[i]);
      }
    }
    return terms;
  }
}
