package dev.tagyard.rules;

import dev.tagyard.rules.event.Event;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What one call of a rule gave.
sealed interface RuleResult {
  /// The rule is not for this event.
  record NotMatched() implements RuleResult {}

  /// @param events in place of the one; none drops it
  /// @param ignored paths that may not be changed and were put back
  record Made(List<Event> events, Narrowing narrowing, List<String> ignored, List<String> log)
      implements RuleResult {}

  record Failed(RuleEnd end, RuleFault fault, List<String> log) implements RuleResult {}

  /// Which destinations still get the event.
  ///
  /// @param only whether the names stay, or go
  record Narrowing(boolean only, Set<String> names) {
    static final Narrowing NONE = new Narrowing(false, Set.of());

    Set<String> of(Set<String> destinations) {
      if (!only && names.isEmpty()) {
        return destinations;
      }
      Set<String> left = new LinkedHashSet<>(destinations);
      if (only) {
        left.retainAll(names);
      } else {
        left.removeAll(names);
      }
      return left;
    }
  }
}
