package dev.tagyard.proxy.eventlog;

import java.util.List;
import java.util.Map;

/// What dispatch made of a stretch of the journal; written whole or not at all.
///
/// @param after the last position before the stretch
/// @param cursor the last position dispatched
/// @param claims new state of each claim touched
/// @param settled what ended without an outbox entry: destination → term → count
/// @param extra events more than one for each position (fewer when negative) that rules made for a
///   destination
/// @param dead what ends as a dead letter without ever having been in an outbox; each `next` is
///   [Settlement.Next.Dead]
public record DispatchBatch(
    Position after,
    Position cursor,
    Map<ClaimKey, Claim> claims,
    List<OutboxEntry> outbox,
    Map<String, Map<Term, Long>> settled,
    Map<String, Long> extra,
    List<Settlement> dead,
    List<Fact> facts) {}
