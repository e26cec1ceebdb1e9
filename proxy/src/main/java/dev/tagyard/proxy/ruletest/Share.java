package dev.tagyard.proxy.ruletest;

import dev.tagyard.rules.event.Event;
import java.util.List;

/// What one destination gets of a test's event.
public sealed interface Share {
  /// @param events after rules, cut for the destination; never empty
  record Events(List<Event> events) implements Share {
    public Events {
      events = List.copyOf(events);
    }
  }

  /// @param reason as `explain` and the metrics would have it, such as `dropped_by_rule:NAME`
  record Nothing(String reason) implements Share {}
}
