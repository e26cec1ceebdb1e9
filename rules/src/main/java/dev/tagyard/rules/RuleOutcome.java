package dev.tagyard.rules;

import dev.tagyard.rules.event.Event;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// What the rules made of one input. Each of its destinations is a key of one or more of the maps.
///
/// @param byDestination what each destination gets, in the order that the rules gave; never empty
///   lists; taken over, not copied: it does not change any more
/// @param dropped destinations that get nothing, with `dropped_by_rule:NAME` or [#FILTERED]
/// @param traces what each rule did, in order; rules that did nothing have none
/// @param deadLetters destinations whose copy a rule failed on, by `on_error: dead_letter`
public record RuleOutcome(
    Map<String, List<Event>> byDestination,
    Map<String, String> dropped,
    List<RuleTrace> traces,
    Map<String, List<RuleFailure>> deadLetters) {
  /// Why a destination gets nothing that takes no events of the name.
  public static final String FILTERED = "filtered";

  public RuleOutcome {
    byDestination = Collections.unmodifiableMap(byDestination);
    dropped = Map.copyOf(dropped);
    traces = List.copyOf(traces);
    deadLetters = Map.copyOf(deadLetters);
  }

  /// What a destination gets; nothing when it gets none.
  public List<Event> to(String destination) {
    return byDestination.getOrDefault(destination, List.of());
  }

  /// Where the rules failed on a destination's copy.
  public List<RuleFailure> failures(String destination) {
    return deadLetters.getOrDefault(destination, List.of());
  }
}
