package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.Claim;
import dev.tagyard.proxy.eventlog.ClaimKey;
import dev.tagyard.proxy.eventlog.CopyIds;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.rules.event.Weight;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.rocksdb.RocksDBException;

/// Questions to the files, for the reading threads. Nothing here changes anything.
final class Lookups {
  /// Beyond so many bytes of memory nothing more is read at once.
  private static final long MOST_AT_ONCE = 8L << 20;

  private final SealedRecords records;
  private final Ids ids;
  private final Supplier<CopyIds> copyIds;

  Lookups(SealedRecords records, Ids ids, Supplier<CopyIds> copyIds) {
    this.records = records;
    this.ids = ids;
    this.copyIds = copyIds;
  }

  /// A record that cannot be read ends the list; it is told of only when it comes first.
  List<Journaled> journal(Store store, long after, long end, int limit) throws RocksDBException {
    return journal(store, after + 1, after, end, limit);
  }

  /// @param from where looking begins, at a key or before it
  private List<Journaled> journal(Store store, long from, long after, long end, int limit)
      throws RocksDBException {
    var found = new ArrayList<Journaled>();
    // What was appended as one stands at its last position, which may be beyond the end asked for.
    try (var scan = store.scan(Column.JOURNAL, Layout.number(from), Layout.LAST)) {
      var reached = after;
      var weight = 0L;
      while (found.size() < limit && reached < end && weight < MOST_AT_ONCE && scan.next()) {
        reached = Layout.number(scan.key());
        List<Journaled> block;
        try {
          block = block(reached, scan.value());
        } catch (CorruptRecord corrupt) {
          if (found.isEmpty()) {
            throw unreadable(reached, corrupt);
          }
          break;
        }
        for (var each : block) {
          weight += Weight.of(each.entry().event());
          var position = each.position().value();
          if (position > after && position <= end && found.size() < limit) {
            found.add(each);
          }
        }
      }
    } catch (RocksDBException failed) {
      Store.requireDamage(failed);
      return found.isEmpty() ? afterDamage(store, from, after, end, limit, failed) : found;
    }
    return found;
  }

  /// Tells up to where nothing can be read, by what comes next; the end where nothing does.
  private List<Journaled> afterDamage(
      Store store, long from, long after, long end, int limit, RocksDBException damage)
      throws RocksDBException {
    var reached = end;
    try (var scan = store.scan(Column.JOURNAL, Layout.number(from), Layout.LAST)) {
      if (scan.seekPast(Layout.number(from - 1), Layout.number(end + 1))) {
        var next = Layout.number(scan.key());
        reached = Math.min(end, before(next, scan.value()));
        if (reached <= after) {
          // The damage is all in what came before.
          return journal(store, next, after, end, limit);
        }
      }
    }
    throw unreadable(reached, damage);
  }

  /// The last position before a block; its own where it cannot be unsealed.
  private long before(long lastPosition, byte[] value) {
    try {
      return block(lastPosition, value).getFirst().position().value() - 1;
    } catch (CorruptRecord corrupt) {
      return lastPosition;
    }
  }

  private static CorruptRecord unreadable(long upTo, Exception why) {
    return new CorruptRecord("journal, up to position " + upTo, new Position(upTo), why);
  }

  Map<ClaimKey, Claim> claims(
      Store store, Collection<ClaimKey> keys, Map<Integer, String> names, Instant at)
      throws RocksDBException {
    var live = new HashMap<ClaimKey, Claim>();
    for (var key : keys) {
      // One by one: asked for together, a claim that cannot be read would look like none.
      store
          .get(Column.CLAIMS, Layout.claim(ids.ofClaim(key)))
          .map(value -> claim(value, names))
          .filter(claim -> claim.expires().isAfter(at))
          .ifPresent(claim -> live.put(key, claim));
    }
    return live;
  }

  /// In the order of the keys; absent for those that have gone, and for the last ones where all
  /// take too much memory together. Told of each that is corrupt.
  List<Optional<OutboxEntry>> outbox(
      Store store, List<OutboxKey> keys, BiConsumer<OutboxKey, CorruptRecord> corrupt)
      throws RocksDBException {
    var values = values(store, keys, corrupt);
    var found = new ArrayList<Optional<OutboxEntry>>();
    var weight = 0L;
    for (var i = 0; i < keys.size(); i++) {
      try {
        var entry =
            weight < MOST_AT_ONCE
                ? values.get(i).map(this::outboxEntry)
                : Optional.<OutboxEntry>empty();
        weight += entry.map(read -> Weight.of(read.event())).orElse(0L);
        found.add(entry);
      } catch (CorruptRecord unreadable) {
        corrupt.accept(keys.get(i), unreadable);
        found.add(Optional.empty());
      }
    }
    return found;
  }

  private static List<Optional<byte[]>> values(
      Store store, List<OutboxKey> keys, BiConsumer<OutboxKey, CorruptRecord> corrupt)
      throws RocksDBException {
    try {
      return neighbours(store, keys);
    } catch (RocksDBException failed) {
      Store.requireDamage(failed);
    }
    // A block that cannot be read hides no other this way.
    var values = new ArrayList<Optional<byte[]>>(keys.size());
    for (var key : keys) {
      try {
        values.add(store.get(Column.OUTBOX, key.bytes()));
      } catch (RocksDBException failed) {
        Store.requireDamage(failed);
        corrupt.accept(key, Store.corrupt(failed));
        values.add(Optional.empty());
      }
    }
    return values;
  }

  /// Entries that are due stand side by side: stepping from one to the next costs less than looking
  /// for each.
  private static List<Optional<byte[]>> neighbours(Store store, List<OutboxKey> keys)
      throws RocksDBException {
    var wanted = keys.stream().map(OutboxKey::bytes).toList();
    var sorted = keys.stream().sorted().toList();
    var last = sorted.getLast().bytes();
    var values = new ArrayList<Optional<byte[]>>(keys.size());
    try (var scan =
        store.scan(
            Column.OUTBOX, sorted.getFirst().bytes(), Arrays.copyOf(last, last.length + 1))) {
      var on = false;
      for (var key : wanted) {
        on = on && scan.next();
        if (!(on && Arrays.equals(scan.key(), key))) {
          on = scan.seek(key);
        }
        var found = on && Arrays.equals(scan.key(), key);
        values.add(found ? Optional.of(scan.value()) : Optional.empty());
      }
    }
    return values;
  }

  /// In the order in which they were told.
  List<Fact> facts(Store store, String eventId, int lastSpan) throws RocksDBException {
    var found = new TreeMap<Told, Fact>();
    try (var index = new IndexWalk(store)) {
      for (var where : positions(index, eventId, lastSpan)) {
        var dispatched = false;
        for (var span = where.span(); span <= lastSpan; span++) {
          dispatched = dispatched || dispatch(store, index, span, where.position(), found);
          settled(store, index, span, where.position(), found);
        }
      }
    }
    return List.copyOf(found.values());
  }

  List<Journaled> accepted(Store store, String eventId, int lastSpan) throws RocksDBException {
    List<Where> places;
    try (var index = new IndexWalk(store)) {
      places = positions(index, eventId, lastSpan);
    }
    var found = new ArrayList<Journaled>();
    for (var where : places) {
      var position = where.position();
      try (var scan = store.scan(Column.JOURNAL, Layout.number(position), Layout.LAST)) {
        // Those that the index still names but retention has taken are left out.
        if (scan.next()) {
          block(Layout.number(scan.key()), scan.value()).stream()
              .filter(each -> each.position().value() == position)
              .forEach(found::add);
        }
      }
    }
    return found;
  }

  /// Looks at the head of each entry in every outbox: for a person who asks, not for each event.
  List<OutboxEntry> waiting(Store store, String eventId) throws RocksDBException {
    var tag = Arrays.copyOf(ids.ofEvent(eventId), Outboxes.TAG);
    var start = new byte[Outboxes.TAG];
    var found = new ArrayList<OutboxEntry>();
    try (var scan = store.scan(Column.OUTBOX)) {
      while (scan.next()) {
        scan.value(start);
        if (Arrays.equals(tag, start)) {
          var entry = outboxEntry(scan.value());
          if (entry.event().id().equals(eventId)) {
            found.add(entry);
          }
        }
      }
    }
    return found;
  }

  /// Each key with its value unsealed.
  void forEach(Store store, RocksEventLog.Look each) throws RocksDBException {
    for (var column : Column.values()) {
      try (var scan = store.scan(column)) {
        while (scan.next()) {
          each.at(column.label(), scan.key(), plain(column, scan.key(), scan.value()));
        }
      }
    }
  }

  private byte[] plain(Column column, byte[] key, byte[] value) {
    if (!column.sealed() || (column == Column.CONSENTS && !ConsentLayout.sealed(key))) {
      return value;
    }
    var sealed =
        switch (column) {
          case OUTBOX -> Outboxes.sealed(value);
          case CONSENTS -> ConsentLayout.content(value);
          default -> value;
        };
    return records.unseal(sealed);
  }

  /// Where in time and in the journal an event stands.
  private record Where(int span, long position) {}

  /// A place among all facts.
  private record Told(long sequence, int ordinal) implements Comparable<Told> {
    @Override
    public int compareTo(Told other) {
      return sequence == other.sequence
          ? Integer.compare(ordinal, other.ordinal)
          : Long.compare(sequence, other.sequence);
    }
  }

  /// Oldest first.
  private List<Where> positions(IndexWalk index, String eventId, int lastSpan)
      throws RocksDBException {
    var found = new ArrayList<Where>();
    var hash = ids.ofEvent(eventId);
    for (var span = index.firstSpan().orElse(lastSpan + 1); span <= lastSpan; span++) {
      var prefix = Layout.inJournal(span, hash);
      for (var key : index.startingWith(prefix)) {
        found.add(new Where(span, ByteBuffer.wrap(key).getLong(prefix.length)));
      }
    }
    return found;
  }

  /// The facts of the dispatch batch that a position was in: the first that ends there or later.
  private boolean dispatch(
      Store store, IndexWalk index, int span, long position, Map<Told, Fact> found)
      throws RocksDBException {
    var from = Layout.index(span, Layout.IN_DISPATCH, position);
    var key = index.first(from, Layout.afterIndex(span, Layout.IN_DISPATCH));
    if (key.isEmpty()) {
      return false;
    }
    var sequence = ByteBuffer.wrap(key.get()).getLong(from.length);
    var facts = facts(store, sequence);
    for (var i = 0; i < facts.size(); i++) {
      if (facts.get(i).position().value() == position) {
        found.put(new Told(sequence, i), facts.get(i));
      }
    }
    return true;
  }

  private void settled(Store store, IndexWalk index, int span, long position, Map<Told, Fact> found)
      throws RocksDBException {
    var prefix = Layout.index(span, Layout.IN_FACTS, position);
    for (var each : index.startingWith(prefix)) {
      var key = ByteBuffer.wrap(each).position(prefix.length);
      var told = new Told(key.getLong(), key.getShort());
      var facts = facts(store, told.sequence());
      if (told.ordinal() < facts.size()) {
        found.put(told, facts.get(told.ordinal()));
      }
    }
  }

  private List<Fact> facts(Store store, long sequence) throws RocksDBException {
    return store
        .get(Column.FACTS, Layout.number(sequence))
        .map(value -> RecordCodec.facts(records.unseal(value)))
        .orElse(List.of());
  }

  private List<Journaled> block(long lastPosition, byte[] value) {
    var entries = RecordCodec.entries(records.unseal(value));
    var first = lastPosition - entries.size() + 1;
    var block = new ArrayList<Journaled>(entries.size());
    for (var i = 0; i < entries.size(); i++) {
      block.add(new Journaled(new Position(first + i), entries.get(i), copyIds.get()));
    }
    return block;
  }

  private OutboxEntry outboxEntry(byte[] value) {
    return RecordCodec.outboxEntry(records.unseal(value, Outboxes.TAG));
  }

  private static Claim claim(byte[] value, Map<Integer, String> names) {
    var buffer = ByteBuffer.wrap(value);
    var expires = Instant.ofEpochMilli(buffer.getLong());
    var served = new HashMap<String, Boolean>();
    while (buffer.hasRemaining()) {
      var name = names.get(buffer.getInt());
      var trusted = buffer.get() == 1;
      if (name != null) {
        served.put(name, trusted);
      }
    }
    return new Claim(served, expires);
  }
}
