package dev.tagyard.proxy.dispatch;

import dev.tagyard.proxy.destination.Limits.Deduplication;
import dev.tagyard.proxy.eventlog.Claim;
import dev.tagyard.proxy.eventlog.ClaimKey;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.rules.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The claims that a batch touches: what the log knew, and what the batch adds event by event.
final class Claims {
  private static final String PURCHASE = "purchase";

  private final Map<ClaimKey, Claim> known;
  private final Map<ClaimKey, Claim> changed = new HashMap<>();

  /// Whether the plan has several streams of a vendor.
  private final boolean streams;

  private Claims(Map<ClaimKey, Claim> known, boolean streams) {
    this.known = known;
    this.streams = streams;
  }

  static Claims none() {
    return new Claims(Map.of(), false);
  }

  static Claims of(Collection<Journaled> batch, EventLog log, Plan plan) {
    var streams = StreamCopies.arePossible(plan);
    var keys = new ArrayList<ClaimKey>();
    batch.forEach(journaled -> keys.addAll(keys(journaled.entry().event(), streams)));
    var earliest =
        batch.stream()
            .map(journaled -> journaled.entry().receivedAt())
            .min(Comparator.naturalOrder())
            .orElse(Instant.EPOCH);
    return new Claims(log.claims(keys, earliest), streams);
  }

  /// The start of a stretch in which no two events claim the same: what rules make of the one must
  /// be known before the other is looked at.
  static List<Journaled> apart(List<Journaled> stretch, Plan plan) {
    var streams = StreamCopies.arePossible(plan);
    var seen = new HashSet<ClaimKey>();
    for (var i = 0; i < stretch.size(); i++) {
      var keys = keys(stretch.get(i).entry().event(), streams);
      if (keys.stream().anyMatch(seen::contains)) {
        return stretch.subList(0, i);
      }
      seen.addAll(keys);
    }
    return stretch;
  }

  /// Whether a destination is to be left out for this event.
  ///
  /// @param at when the event was received: how long it waited since then does not matter
  /// @param deduplication by what the vendor itself knows a second copy
  /// @return the reason; absent when the destination is to be served
  Optional<String> served(
      Event event, Instant at, String destination, boolean trusted, Deduplication deduplication) {
    var byEvent = byTrusted(eventKey(event), at, destination);
    if (byEvent.isPresent()) {
      if (!trusted || byEvent.get()) {
        return Optional.of("duplicate");
      }
      // A server copy is the better one, where the vendor sees that it is the same event.
      return isKnown(event, at, destination, deduplication)
          ? Optional.empty()
          : Optional.of("late_copy");
    }
    return transactionKey(event)
        .flatMap(key -> byTrusted(key, at, destination))
        .map(_ -> "duplicate_transaction");
  }

  /// Whether the vendor knows a further copy of an event that it was sent. What was sent without a
  /// transaction id goes by its event id there, and would be another conversion.
  private boolean isKnown(
      Event event, Instant at, String destination, Deduplication deduplication) {
    return switch (deduplication) {
      case NONE -> false;
      case BY_EVENT_ID -> true;
      case BY_TRANSACTION_ID ->
          transactionKey(event).flatMap(key -> byTrusted(key, at, destination)).isPresent();
    };
  }

  /// Whether the destination has the event from another stream of the tag that sent it.
  boolean servedByOtherStream(Event event, Instant at, String destination) {
    return copies(event, streams)
        .filter(keys -> byTrusted(keys.page(), at, destination).isPresent())
        .filter(keys -> byTrusted(keys.stream(), at, destination).isEmpty())
        .isPresent();
  }

  /// Claims an event for the destinations that it goes to.
  void claim(Event event, List<String> destinations, boolean trusted, Instant at, Plan plan) {
    var dedup = plan.configuration().dedup();
    add(eventKey(event), destinations, trusted, at, dedup.window());
    transactionKey(event)
        .ifPresent(key -> add(key, destinations, trusted, at, dedup.transactions()));
    copies(event, streams).stream()
        .flatMap(keys -> keys.both().stream())
        .forEach(key -> add(key, destinations, trusted, at, StreamCopies.WINDOW));
  }

  /// Takes back what an event claimed for a destination that does not get it after all, so that a
  /// later copy may.
  void release(Event event, Instant at, String destination) {
    for (var key : keys(event, streams)) {
      var claim = changed.get(key);
      if (claim != null) {
        var before = known(key, at).map(Claim::served).orElse(Map.of());
        var served = new HashMap<>(claim.served());
        if (before.containsKey(destination)) {
          served.put(destination, before.get(destination));
        } else {
          served.remove(destination);
        }
        if (served.equals(before)) {
          changed.remove(key);
        } else {
          changed.put(key, new Claim(served, claim.expires()));
        }
      }
    }
  }

  Map<ClaimKey, Claim> changed() {
    return changed;
  }

  private void add(
      ClaimKey key, List<String> destinations, boolean trusted, Instant at, Duration window) {
    var served = new HashMap<>(find(key, at).map(Claim::served).orElse(Map.of()));
    destinations.forEach(destination -> served.merge(destination, trusted, Boolean::logicalOr));
    changed.put(key, new Claim(served, at.plus(window)));
  }

  private Optional<Boolean> byTrusted(ClaimKey key, Instant at, String destination) {
    return find(key, at).flatMap(claim -> Optional.ofNullable(claim.served().get(destination)));
  }

  private Optional<Claim> find(ClaimKey key, Instant at) {
    return live(changed.get(key), at).or(() -> known(key, at));
  }

  private Optional<Claim> known(ClaimKey key, Instant at) {
    return live(known.get(key), at);
  }

  private static Optional<Claim> live(@Nullable Claim claim, Instant at) {
    return Optional.ofNullable(claim).filter(each -> each.expires().isAfter(at));
  }

  private static List<ClaimKey> keys(Event event, boolean streams) {
    var keys = new ArrayList<ClaimKey>();
    keys.add(eventKey(event));
    transactionKey(event).ifPresent(keys::add);
    copies(event, streams).ifPresent(copies -> keys.addAll(copies.both()));
    return keys;
  }

  private static Optional<StreamCopies.Keys> copies(Event event, boolean streams) {
    return streams ? StreamCopies.keys(event) : Optional.empty();
  }

  private static ClaimKey eventKey(Event event) {
    return ClaimKey.ofEvent(event.name(), event.id());
  }

  private static Optional<ClaimKey> transactionKey(Event event) {
    return event.name().equals(PURCHASE)
        ? event.text("params.transaction_id").map(id -> ClaimKey.ofTransaction(PURCHASE, id))
        : Optional.empty();
  }
}
