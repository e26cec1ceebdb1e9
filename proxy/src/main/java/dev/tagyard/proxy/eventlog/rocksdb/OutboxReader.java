package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.Lane;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.rocksdb.OutboxWindow.Found;
import dev.tagyard.proxy.eventlog.rocksdb.OutboxWindow.Held;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is due, from the windows of the outbox, and from disk where they do not reach.
final class OutboxReader {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxReader.class);

  /// Ends a search through more entries in flight than a window holds.
  private static final int MAX_WALKS = 8;

  /// Bytes, once unsealed, of what leaves at once; a single entry may have more.
  private static final long MOST_AT_ONCE = 4 << 20;

  /// Of what leaves at once, views that wait get this part, however many conversions do.
  private static final int SHARE_OF_VIEWS = 8;

  private final Engine engine;
  private final Lookups lookups;

  /// Entries that cannot be read: they stay where they are and hold up no other.
  private final Set<OutboxKey> unreadable = ConcurrentHashMap.newKeySet();

  OutboxReader(Engine engine, Lookups lookups) {
    this.engine = engine;
    this.lookups = lookups;
  }

  List<OutboxEntry> due(String destination, Instant by, int limit, Set<String> inFlight) {
    var id = engine.frame().ids().get(destination);
    if (id == null) {
      return List.of();
    }
    var passes = outside(destination, inFlight);
    var millis = OutboxKey.millis(by);
    var conversions = due(id, Lane.CONVERSIONS, millis, limit, passes);
    var room = Math.max(limit / SHARE_OF_VIEWS, limit - conversions.size());
    var views = due(id, Lane.VIEWS, millis, room, passes);
    var first = Math.min(conversions.size(), limit - views.size());
    var share = views.isEmpty() ? 0 : MOST_AT_ONCE / SHARE_OF_VIEWS;
    var found = fitting(conversions.subList(0, first), MOST_AT_ONCE - share);
    found.addAll(fitting(views, found.isEmpty() ? MOST_AT_ONCE : share));
    return entries(found);
  }

  /// As many as fit, and one at least.
  private static List<Found> fitting(List<Found> found, long bytes) {
    var fitting = new ArrayList<Found>();
    var left = bytes;
    for (var each : found) {
      left -= each.slot().plain();
      if (left < 0 && !fitting.isEmpty()) {
        break;
      }
      fitting.add(each);
    }
    return fitting;
  }

  private List<Found> due(int id, Lane lane, long by, int limit, Predicate<OutboxKey> passes) {
    if (limit == 0) {
      return List.of();
    }
    var window = engine.outboxes().of(id, lane);
    var found = window.due(by, limit, passes);
    for (var walks = 0;
        walks < MAX_WALKS && found.size() < limit && window.mayHoldMore(by);
        walks++) {
      walk(id, lane);
      window = engine.outboxes().of(id, lane);
      found = window.due(by, limit, passes);
    }
    return found;
  }

  Optional<Instant> nextDue(String destination, Set<String> inFlight) {
    var id = engine.frame().ids().get(destination);
    if (id == null) {
      return Optional.empty();
    }
    var passes = outside(destination, inFlight);
    return Lane.ALL.stream()
        .flatMap(lane -> first(id, lane, passes).stream())
        .map(key -> Instant.ofEpochMilli(key.due()))
        .min(Comparator.naturalOrder());
  }

  private Optional<OutboxKey> first(int id, Lane lane, Predicate<OutboxKey> passes) {
    var window = engine.outboxes().of(id, lane);
    var first = window.first(passes);
    for (var walks = 0; walks < MAX_WALKS && first.isEmpty() && !window.whole(); walks++) {
      walk(id, lane);
      window = engine.outboxes().of(id, lane);
      first = window.first(passes);
    }
    return first;
  }

  private void walk(int destination, Lane lane) {
    engine
        .readers()
        .read(on -> {
          on.outboxes().walk(on.store(), destination, lane);
          return true;
        });
  }

  private Predicate<OutboxKey> outside(String destination, Set<String> inFlight) {
    Predicate<OutboxKey> readable = key -> unreadable.isEmpty() || !unreadable.contains(key);
    return inFlight.isEmpty()
        ? readable
        : readable.and(key -> !inFlight.contains(key.deliveryKey(destination)));
  }

  private List<OutboxEntry> entries(List<Found> found) {
    var sealed = found.stream().filter(each -> each.slot().held().isEmpty()).map(Found::key);
    var read = new HashMap<OutboxKey, OutboxEntry>();
    var keys = sealed.toList();
    if (!keys.isEmpty()) {
      var values =
          engine
              .readers()
              .read(on ->
                  lookups.outbox(
                      on.store(),
                      keys,
                      (key, corrupt) -> {
                        unreadable.add(key);
                        LOG.error("an outbox entry cannot be read and stays: {}", key, corrupt);
                      }));
      for (var i = 0; i < keys.size(); i++) {
        var key = keys.get(i);
        values.get(i).ifPresent(entry -> read.put(key, entry));
      }
    }
    var entries = new ArrayList<OutboxEntry>(found.size());
    for (var each : found) {
      each.slot()
          .held()
          .map(Held::entry)
          .or(() -> Optional.ofNullable(read.get(each.key())))
          .ifPresent(entries::add);
    }
    return entries;
  }
}
