package dev.tagyard.proxy.eventlog;

import dev.tagyard.consent.Verdict;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a visitor took back: deliveries of events that were accepted before are not made.
///
/// @param stops by destination; under [#ALL] for every destination
public record Withdrawal(Map<String, Stop> stops) {
  public static final String ALL = "*";

  public Withdrawal {
    stops = Map.copyOf(stops);
  }

  /// @param verdict what the destination may have now; what was queued under a laxer one is stopped
  /// @param reason `optout` or `signals`
  public record Stop(Verdict verdict, Instant at, String reason) {
    private Stop and(Stop other) {
      var later = other.at.isAfter(at) ? other : this;
      var stricter = verdict.compareTo(other.verdict) > 0 ? verdict : other.verdict;
      return new Stop(stricter, later.at, later.reason);
    }
  }

  public static Withdrawal ofAll(Instant at, String reason) {
    return new Withdrawal(Map.of(ALL, new Stop(Verdict.DENY, at, reason)));
  }

  /// Both: of two for one destination the later and the stricter.
  public Withdrawal and(Withdrawal other) {
    var both = new HashMap<>(stops);
    other.stops.forEach((name, stop) -> both.merge(name, stop, Stop::and));
    return new Withdrawal(both);
  }

  /// Why a delivery is stopped, if it is.
  public Optional<String> stops(OutboxEntry entry) {
    return stop(entry, ALL).or(() -> stop(entry, entry.destination()));
  }

  private Optional<String> stop(OutboxEntry entry, String name) {
    return Optional.ofNullable(stops.get(name))
        .filter(stop -> !entry.acceptedAt().isAfter(stop.at()))
        .filter(stop -> entry.consent().verdict().compareTo(stop.verdict()) < 0)
        .map(Stop::reason);
  }

  /// The last time that a visitor took everything back.
  public Optional<Instant> all() {
    return Optional.ofNullable(stops.get(ALL)).map(Stop::at);
  }

  /// The last time that anything was taken back.
  public Instant last() {
    return stops.values().stream().map(Stop::at).max(Instant::compareTo).orElse(Instant.EPOCH);
  }
}
