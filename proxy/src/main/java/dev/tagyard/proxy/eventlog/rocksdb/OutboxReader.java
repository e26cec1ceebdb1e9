package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.rocksdb.OutboxWindow.Found;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is due, from the window of the outbox, and from disk where that does not reach.
final class OutboxReader {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxReader.class);

  /// Ends a search through more entries in flight than a window holds.
  private static final int MAX_WALKS = 8;

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
    var window = engine.outboxes().of(id);
    var found = window.due(millis, limit, passes);
    for (var walks = 0;
        walks < MAX_WALKS && found.size() < limit && window.mayHoldMore(millis);
        walks++) {
      walk(id);
      window = engine.outboxes().of(id);
      found = window.due(millis, limit, passes);
    }
    return entries(found);
  }

  Optional<Instant> nextDue(String destination, Set<String> inFlight) {
    var id = engine.frame().ids().get(destination);
    if (id == null) {
      return Optional.empty();
    }
    var passes = outside(destination, inFlight);
    var window = engine.outboxes().of(id);
    var first = window.first(passes);
    for (var walks = 0; walks < MAX_WALKS && first.isEmpty() && !window.whole(); walks++) {
      walk(id);
      window = engine.outboxes().of(id);
      first = window.first(passes);
    }
    return first.map(key -> Instant.ofEpochMilli(key.due()));
  }

  private void walk(int destination) {
    engine
        .readers()
        .read(on -> {
          on.outboxes().walk(on.store(), destination);
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
    var sealed = found.stream().filter(each -> each.slot().entry().isEmpty()).map(Found::key);
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
          .entry()
          .or(() -> Optional.ofNullable(read.get(each.key())))
          .ifPresent(entries::add);
    }
    return entries;
  }
}
