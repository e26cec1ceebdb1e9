package dev.tagyard.proxy.eventlog;

import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.rules.event.Event;
import java.time.Instant;

/// A delivery that waits: self-contained, never rendered, never a pointer.
///
/// @param event after rules, cut for that destination
/// @param part tells apart several events that rules made of one
/// @param due not to be tried before
/// @param attempts calls made so far
/// @param handle of a vendor that answers later; empty otherwise
public record OutboxEntry(
    String destination,
    Position position,
    int part,
    Event event,
    DestinationDecision consent,
    Instant acceptedAt,
    Instant due,
    int attempts,
    String handle) {
  /// Identifies the delivery; the same at each attempt.
  public String key() {
    return destination + "/" + position.value() + "/" + part;
  }

  /// The same delivery at another time.
  public OutboxEntry again(Instant then, int attemptsThen, String handleThen) {
    return new OutboxEntry(
        destination, position, part, event, consent, acceptedAt, then, attemptsThen, handleThen);
  }
}
