package dev.tagyard.proxy.destination;

import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.rules.event.Event;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.function.Function;

/// One event to one destination until settled.
///
/// For one thread at a time: what is made of it once is remembered in it.
public final class Delivery {
  private final String key;
  private final Event event;
  private final DestinationDecision consent;
  private final Instant acceptedAt;
  private final int attempts;
  private final String handle;
  private final IdentityHashMap<Object, Object> made = new IdentityHashMap<>(2);

  /// @param key identifies the delivery; the same at each attempt
  /// @param event after rules, cut to what the decision allows
  /// @param acceptedAt when the event was accepted
  /// @param attempts calls made so far
  /// @param handle what the vendor gave when it took the event and said that it would tell later;
  ///   empty otherwise
  public Delivery(
      String key,
      Event event,
      DestinationDecision consent,
      Instant acceptedAt,
      int attempts,
      String handle) {
    this.key = key;
    this.event = event;
    this.consent = consent;
    this.acceptedAt = acceptedAt;
    this.attempts = attempts;
    this.handle = handle;
  }

  /// One that no vendor has queued.
  public Delivery(
      String key, Event event, DestinationDecision consent, Instant acceptedAt, int attempts) {
    this(key, event, consent, acceptedAt, attempts, "");
  }

  public String key() {
    return key;
  }

  public Event event() {
    return event;
  }

  public DestinationDecision consent() {
    return consent;
  }

  public Instant acceptedAt() {
    return acceptedAt;
  }

  public int attempts() {
    return attempts;
  }

  public String handle() {
    return handle;
  }

  /// What is made of it with this, made when it is first asked for: a destination looks at the same
  /// rendering to screen, to batch and to prepare. To be read only.
  ///
  /// @param with by identity; always with the same way of making it
  @SuppressWarnings("unchecked")
  public <W, T> T once(W with, Function<W, T> make) {
    var known = made.get(with);
    if (known == null) {
      known = make.apply(with);
      made.put(with, known);
    }
    return (T) known;
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

  @Override
  public String toString() {
    return "Delivery[" + key + "]";
  }
}
