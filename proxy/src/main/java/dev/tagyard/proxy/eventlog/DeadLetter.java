package dev.tagyard.proxy.eventlog;

import java.time.Instant;

/// A delivery that did not arrive, with the reason.
///
/// @param id opaque, ordered by time within a destination
public record DeadLetter(
    String id, OutboxEntry entry, Instant at, Term term, String reason, String vendorSaid) {}
