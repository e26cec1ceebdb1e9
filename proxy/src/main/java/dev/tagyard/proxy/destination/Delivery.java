package dev.tagyard.proxy.destination;

import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.rules.event.Event;
import java.time.Instant;

/// One event to one destination until settled.
///
/// @param key identifies the delivery; the same at each attempt
/// @param event after rules, cut to what the decision allows
/// @param acceptedAt when the event was accepted
/// @param attempts calls made so far
public record Delivery(
    String key, Event event, DestinationDecision consent, Instant acceptedAt, int attempts) {
  /// By key alone: the event behind a key does not change.
  @Override
  public boolean equals(Object other) {
    return other instanceof Delivery delivery && key.equals(delivery.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }
}
