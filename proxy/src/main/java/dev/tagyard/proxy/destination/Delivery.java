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
/// @param handle what the vendor gave when it took the event and said that it would tell later;
///   empty otherwise
public record Delivery(
    String key,
    Event event,
    DestinationDecision consent,
    Instant acceptedAt,
    int attempts,
    String handle) {
  /// One that no vendor has queued.
  public Delivery(
      String key, Event event, DestinationDecision consent, Instant acceptedAt, int attempts) {
    this(key, event, consent, acceptedAt, attempts, "");
  }

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
