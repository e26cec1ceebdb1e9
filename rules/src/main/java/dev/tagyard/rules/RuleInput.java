package dev.tagyard.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.event.Event;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// One event on its way to destinations that may all have it in this form. The set is taken over,
/// not copied: it does not change any more.
///
/// @param consent for each destination what a script may know of the decision; read only
/// @param given makes of an outcome what the destinations truly get of it, which may be less
public record RuleInput(
    Event event,
    Set<String> destinations,
    Map<String, ObjectNode> consent,
    UnaryOperator<RuleOutcome> given) {
  /// For destinations that get all that rules make for them.
  public RuleInput(Event event, Set<String> destinations, Map<String, ObjectNode> consent) {
    this(event, destinations, consent, UnaryOperator.identity());
  }

  public RuleInput {
    destinations = Collections.unmodifiableSet(destinations);
    consent = Map.copyOf(consent);
  }

  /// As far as consent lets it be known; the same each time that the event is run.
  Instant receivedAt() {
    var at = event.tree().path("received_at");
    return at.isNumber() ? Instant.ofEpochMilli(at.asLong()) : event.time();
  }
}
