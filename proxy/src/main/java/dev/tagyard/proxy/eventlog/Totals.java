package dev.tagyard.proxy.eventlog;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// The sum of one destination: `accepted` = all `settled` + `waiting`.
///
/// @param accepted events accepted since the destination was first configured, plus the extra
///   events that rules made, less those that they merged away
/// @param waiting in the journal not yet dispatched, and in the outbox
/// @param outbox entries in the outbox alone
/// @param deadLetters that are kept
/// @param oldest when the oldest outbox entry was accepted
public record Totals(
    long accepted,
    Map<Term, Long> settled,
    long waiting,
    long outbox,
    long deadLetters,
    Optional<Instant> oldest) {}
