package dev.tagyard.rules;

import dev.tagyard.rules.event.Event;

/// One rule, ready to run.
interface Rule {
  RuleInfo info();

  /// Whether it may do different things for different destinations, so that each needs a call.
  boolean asksForDestination();

  /// A quick look: false only where [#run] would give [RuleResult.NotMatched].
  boolean mayMatch(Event event);

  RuleResult run(Event event, RuleCall call);
}
