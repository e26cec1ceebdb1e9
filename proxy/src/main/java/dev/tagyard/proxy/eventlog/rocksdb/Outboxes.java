package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.Lane;
import dev.tagyard.proxy.eventlog.rocksdb.OutboxWindow.Held;
import dev.tagyard.proxy.eventlog.rocksdb.OutboxWindow.Slot;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The windows of all outboxes, and what stands before each sealed entry on disk.
final class Outboxes {
  private static final Logger LOG = LoggerFactory.getLogger(Outboxes.class);

  private static final int WALK = 4_096;

  /// The value starts with this much of the hashed event id, to find what waits of an event.
  static final int TAG = 8;

  private final Budget budget;
  private final Map<Head, OutboxWindow> windows = new ConcurrentHashMap<>();

  /// What one window is the head of.
  private record Head(int destination, Lane lane) {
    byte[] prefix() {
      return ByteBuffer.allocate(5).putInt(destination).put(lane.code()).array();
    }

    /// Before each key.
    byte[] first() {
      return Arrays.copyOf(prefix(), OutboxKey.BYTES);
    }
  }

  Outboxes(long maxBytes) {
    this.budget = new Budget(maxBytes);
  }

  /// Starts anew from what is on disk, of which nothing is known yet.
  static Outboxes load(State state, long maxBytes) {
    var outboxes = new Outboxes(maxBytes);
    for (var account : state.accounts().values()) {
      for (var lane : Lane.ALL) {
        outboxes.windows.put(
            new Head(account.id, lane),
            new OutboxWindow(outboxes.budget.of(account.id), account.counters().entries() == 0));
      }
    }
    return outboxes;
  }

  /// The window of a destination's lane; of a new one it is empty and whole.
  OutboxWindow of(int destination, Lane lane) {
    return of(new Head(destination, lane));
  }

  OutboxWindow of(OutboxKey key) {
    return of(new Head(key.destination(), key.lane()));
  }

  private OutboxWindow of(Head head) {
    return windows.computeIfAbsent(
        head, _ -> new OutboxWindow(budget.of(head.destination()), true));
  }

  static byte[] value(Work.NewOutboxEntry entry) {
    var sealed = entry.value().bytes;
    return ByteBuffer.allocate(TAG + sealed.length)
        .put(entry.eventId().bytes, 0, TAG)
        .put(sealed)
        .array();
  }

  static byte[] sealed(byte[] value) {
    return Arrays.copyOfRange(value, TAG, value.length);
  }

  /// The writer's look at an entry that it is about to take away: absent when it is gone already,
  /// or cannot be read any more and so stays.
  Optional<Slot> slot(Store store, OutboxKey key) throws RocksDBException {
    var held = of(key).slot(key);
    if (held.isPresent()) {
      return held;
    }
    try {
      return store.get(Column.OUTBOX, key.bytes()).map(Outboxes::slot);
    } catch (RocksDBException failed) {
      Store.requireDamage(failed);
      LOG.error("an outbox entry cannot be read and stays: {}", key, failed);
      return Optional.empty();
    }
  }

  /// Reads on from where the window ends; does nothing when another thread is at it.
  void walk(Store store, int destination, Lane lane) throws RocksDBException {
    var head = new Head(destination, lane);
    var window = of(head);
    if (!window.begin()) {
      return;
    }
    var from = window.reach().map(OutboxKey::bytes).orElse(head.first());
    var to = Layout.after(head.prefix());
    var walked = new TreeMap<OutboxKey, Slot>();
    var toTheEnd = false;
    try (var scan = store.scan(Column.OUTBOX, from, to)) {
      var first = window.reach();
      var last = from;
      var start = new byte[TAG + SealedRecords.HEADER];
      while (walked.size() < WALK) {
        if (!next(scan, last, to)) {
          toTheEnd = true;
          break;
        }
        last = scan.key();
        var key = OutboxKey.of(last);
        if (first.isEmpty() || !key.equals(first.get())) {
          var size = scan.value(start);
          walked.put(key, slot(start, size, Optional.empty()));
        }
      }
    } catch (RocksDBException | RuntimeException failed) {
      window.giveUp();
      throw failed;
    }
    window.finish(walked, toTheEnd);
  }

  /// Steps over entries that cannot be read: they stay, and hold up no other.
  private static boolean next(Scan scan, byte[] last, byte[] to) throws RocksDBException {
    try {
      return scan.next();
    } catch (RocksDBException failed) {
      Store.requireDamage(failed);
      var found = scan.seekPast(last, Arrays.copyOf(to, OutboxKey.BYTES));
      LOG.error(
          "outbox entries cannot be read and stay: after {}, before {}",
          OutboxKey.of(last),
          found ? OutboxKey.of(scan.key()) : "the end",
          failed);
      return found;
    }
  }

  private static Slot slot(byte[] value) {
    return slot(value, value.length, Optional.empty());
  }

  /// @param start of the value, with the head of the sealed entry
  static Slot slot(byte[] start, int size, Optional<Held> held) {
    var plain = SealedRecords.plainLengthOf(start, TAG);
    return new Slot(size, plain, ByteBuffer.wrap(start).getInt(TAG + 1), held);
  }
}
