package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.Totals;
import java.util.HashMap;
import java.util.Map;

/// What the last write left, for all to see at once.
///
/// @param span of the index, as last written to: later ones hold nothing
/// @param destinations counters by name
/// @param ids numbers that stand for destinations in keys, by name
record Frame(
    long end,
    long cursor,
    int span,
    Map<String, Account.Counters> destinations,
    Map<String, Integer> ids) {
  static final Frame EMPTY = new Frame(0, 0, 0, Map.of(), Map.of());

  Frame {
    destinations = Map.copyOf(destinations);
    ids = Map.copyOf(ids);
  }

  /// Without those that are gone and have nothing left in their outbox.
  Map<String, Totals> totals() {
    var totals = new HashMap<String, Totals>();
    destinations.forEach((name, counters) -> {
      if (counters.active() || counters.entries() > 0) {
        totals.put(name, counters.totals(end, cursor));
      }
    });
    return Map.copyOf(totals);
  }
}
