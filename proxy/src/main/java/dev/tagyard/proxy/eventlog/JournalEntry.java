package dev.tagyard.proxy.eventlog;

import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.rules.event.Event;
import java.time.Instant;

/// An accepted event, cut to what some destination may have, with the decision that cut it.
///
/// @param source that took it in, by its configured name
/// @param planVersion of the configuration that decided
public record JournalEntry(
    Event event, ConsentDecision decision, String source, Instant receivedAt, long planVersion) {}
