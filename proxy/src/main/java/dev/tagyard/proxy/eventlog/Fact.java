package dev.tagyard.proxy.eventlog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Something that happened to an event. Facts are all that `explain` and the reports read.
///
/// @param destination absent where the fact is about the event as a whole
/// @param detail by kind; cut by the destination's decision like the event itself, and a vendor's
///   words at 1 KB
public record Fact(
    String eventId,
    Position position,
    Instant at,
    Kind kind,
    Optional<String> destination,
    ObjectNode detail) {
  public enum Kind {
    RECEIVED,
    DECIDED,
    CLAIMED,
    RULE,
    QUEUED,
    ATTEMPT,
    SETTLED,
    REPLAYED,
    DISCARDED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
