package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.rocksdb.OutboxWindow.Slot;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.rocksdb.RocksDBException;

/// The windows of all outboxes, and what stands before each sealed entry on disk.
final class Outboxes {
  private static final int WALK = 4_096;

  /// The value starts with this much of the hashed event id, to find what waits of an event.
  static final int TAG = 8;

  private final Budget budget;
  private final Map<Integer, OutboxWindow> windows = new ConcurrentHashMap<>();

  Outboxes(long maxBytes) {
    this.budget = new Budget(maxBytes);
  }

  /// Starts anew from what is on disk, of which nothing is known yet.
  static Outboxes load(State state, long maxBytes) {
    var outboxes = new Outboxes(maxBytes);
    for (var account : state.accounts().values()) {
      outboxes.windows.put(
          account.id, new OutboxWindow(outboxes.budget, account.counters().entries() == 0));
    }
    return outboxes;
  }

  /// The window of a destination; of a new one it is empty and whole.
  OutboxWindow of(int destination) {
    return windows.computeIfAbsent(destination, id -> new OutboxWindow(budget, true));
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

  /// The writer's look at an entry that it is about to take away: absent when it is gone already.
  Optional<Slot> slot(Store store, OutboxKey key) throws RocksDBException {
    var held = of(key.destination()).slot(key);
    return held.isPresent() ? held : store.get(Column.OUTBOX, key.bytes()).map(Outboxes::slot);
  }

  /// Reads on from where the window ends; does nothing when another thread is at it.
  void walk(Store store, int destination) throws RocksDBException {
    var window = of(destination);
    if (!window.begin()) {
      return;
    }
    var from = window.reach().map(OutboxKey::bytes).orElse(Layout.serial(destination));
    var walked = new TreeMap<OutboxKey, Slot>();
    var toTheEnd = false;
    try (var scan = store.scan(Column.OUTBOX, from, Layout.after(Layout.serial(destination)))) {
      var first = window.reach();
      var start = new byte[TAG + SealedRecords.HEADER];
      while (walked.size() < WALK) {
        if (!scan.next()) {
          toTheEnd = true;
          break;
        }
        var key = OutboxKey.of(scan.key());
        if (first.isEmpty() || !key.equals(first.get())) {
          var size = scan.value(start);
          var serial = ByteBuffer.wrap(start).getInt(TAG + 1);
          walked.put(key, new Slot(size, serial, Optional.empty()));
        }
      }
    } catch (RocksDBException | RuntimeException failed) {
      window.giveUp();
      throw failed;
    }
    window.finish(walked, toTheEnd);
  }

  private static Slot slot(byte[] value) {
    return new Slot(value.length, ByteBuffer.wrap(value).getInt(TAG + 1), Optional.empty());
  }
}
