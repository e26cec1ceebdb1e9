package dev.tagyard.proxy.eventlog;

import dev.tagyard.consent.ConsentDecision;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A visitor's last decision, kept because storing was allowed.
///
/// @param at when it was decided
/// @param others keys that stood for the same visitor
public record KeptConsent(Instant at, ConsentDecision decision, Set<VisitorHash> others) {
  /// Of `2026-11-22T00:00:00Z`.
  private static final int DAY = 10;

  public KeptConsent {
    others = Set.copyOf(others);
  }

  /// Whether this is the choice that counts of two of one visitor: the one whose TC string was
  /// updated on the later day; else, strings knowing no finer time, the one that arrived later.
  public boolean isLaterThan(KeptConsent other) {
    return isLater(decision, at, other);
  }

  /// The same of a decision that is not kept yet.
  public static boolean isLater(ConsentDecision decision, Instant at, KeptConsent other) {
    var one = updated(decision);
    var two = updated(other.decision);
    boolean otherDay = one.isPresent() && two.isPresent() && !one.equals(two);
    return otherDay ? one.get().compareTo(two.get()) > 0 : !at.isBefore(other.at);
  }

  private static Optional<String> updated(ConsentDecision decision) {
    return Optional.ofNullable(decision.evidence().get("tcf_updated"))
        .filter(time -> time.length() >= DAY)
        .map(time -> time.substring(0, DAY));
  }
}
