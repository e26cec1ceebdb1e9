package dev.tagyard.rules;

import dev.tagyard.rules.event.Event;
import java.util.Optional;

/// One rule, ready to run.
interface Rule {
  RuleInfo info();

  /// Whether it may do different things for different destinations, so that each needs a call.
  boolean asksForDestination();

  /// A quick look: false only where [#run] would give [RuleResult.NotMatched].
  boolean mayMatch(Event event);

  /// As [#mayMatch], by what always comes to an end: without regular expressions.
  boolean mayMatchAtAGlance(Event event);

  /// What it looks at first, where that is enough to know that it does not match.
  Optional<Selector> selector();

  RuleResult run(Event event, RuleCall call);
}
