package dev.tagyard.proxy.eventlog;

import java.time.Instant;
import java.util.List;

/// The end of one attempt, as it is written: the entry leaves its outbox, or moves within it.
///
/// @param facts written in the same atomic write
public record Settlement(OutboxEntry entry, Next next, List<Fact> facts) {
  public sealed interface Next {
    /// @param term where it is counted
    record Done(Term term) implements Next {}

    /// @param handle of a vendor that answers later; empty otherwise
    record Again(Instant due, int attempts, String handle) implements Next {}

    /// @param term where it is counted: rejected, expired, unknown
    /// @param reason snake_case
    /// @param vendorSaid 1 KB at most; empty when the vendor said nothing
    record Dead(Term term, String reason, String vendorSaid) implements Next {}
  }
}
