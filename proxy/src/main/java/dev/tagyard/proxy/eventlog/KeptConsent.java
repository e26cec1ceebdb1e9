package dev.tagyard.proxy.eventlog;

import dev.tagyard.consent.ConsentDecision;
import java.time.Instant;
import java.util.Set;

/// A visitor's last decision, kept because storing was allowed.
///
/// @param at when it was decided
/// @param others keys that stood for the same visitor
public record KeptConsent(Instant at, ConsentDecision decision, Set<VisitorHash> others) {
  public KeptConsent {
    others = Set.copyOf(others);
  }
}
