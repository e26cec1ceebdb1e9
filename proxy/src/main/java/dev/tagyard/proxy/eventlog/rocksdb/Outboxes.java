package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.Lane;
import dev.tagyard.proxy.eventlog.OutboxEntry;
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
  private final Map<Head, OutboxWindow> windows = new ConcurrentHashMap<>();

  /// What one window is the head of.
  private record Head(int destination, Lane lane) {
    byte[] prefix() {
      return ByteBuffer.allocate(5).putInt(destination).put(lane.code()).array();
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
            new OutboxWindow(outboxes.budget, account.counters().entries() == 0));
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
    return windows.computeIfAbsent(head, _ -> new OutboxWindow(budget, true));
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
    var held = of(key).slot(key);
    return held.isPresent() ? held : store.get(Column.OUTBOX, key.bytes()).map(Outboxes::slot);
  }

  /// Reads on from where the window ends; does nothing when another thread is at it.
  void walk(Store store, int destination, Lane lane) throws RocksDBException {
    var head = new Head(destination, lane);
    var window = of(head);
    if (!window.begin()) {
      return;
    }
    var from = window.reach().map(OutboxKey::bytes).orElse(head.prefix());
    var walked = new TreeMap<OutboxKey, Slot>();
    var toTheEnd = false;
    try (var scan = store.scan(Column.OUTBOX, from, Layout.after(head.prefix()))) {
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
          walked.put(key, slot(start, size, Optional.empty()));
        }
      }
    } catch (RocksDBException | RuntimeException failed) {
      window.giveUp();
      throw failed;
    }
    window.finish(walked, toTheEnd);
  }

  private static Slot slot(byte[] value) {
    return slot(value, value.length, Optional.empty());
  }

  /// @param start of the value, with the head of the sealed entry
  static Slot slot(byte[] start, int size, Optional<OutboxEntry> entry) {
    var plain = SealedRecords.plainLengthOf(start, TAG);
    return new Slot(size, plain, ByteBuffer.wrap(start).getInt(TAG + 1), entry);
  }
}
