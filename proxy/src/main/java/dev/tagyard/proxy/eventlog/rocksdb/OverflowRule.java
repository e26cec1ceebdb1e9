package dev.tagyard.proxy.eventlog.rocksdb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.rules.event.Event;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// What happens to entries that would make an outbox larger than it may be: they become dead
/// letters without their body. Page views must go first, so from four fifths on none is taken.
final class OverflowRule {
  static final String REASON = "outbox_full";

  private final LongSupplier maxBytes;
  private final Preparation preparation;
  private final InstantSource clock;

  OverflowRule(LongSupplier maxBytes, Preparation preparation, InstantSource clock) {
    this.maxBytes = maxBytes;
    this.preparation = preparation;
    this.clock = clock;
  }

  boolean refuses(OutboxEntry entry, long bytes) {
    var most = maxBytes.getAsLong();
    return bytes >= most || (bytes >= most / 5 * 4 && entry.event().name().equals("page_view"));
  }

  Work.NewLetter letter(OutboxEntry entry) {
    var event = entry.event();
    var body = JsonNodeFactory.instance.objectNode();
    body.put("event_name", event.name()).put("event_id", event.id());
    body.put("event_time", event.time().toEpochMilli());
    var bare =
        new OutboxEntry(
            entry.destination(),
            entry.position(),
            entry.part(),
            Event.of(body),
            entry.consent(),
            entry.acceptedAt(),
            entry.due(),
            entry.attempts(),
            entry.handle());
    return preparation.letter(bare, Term.EXPIRED, REASON, "");
  }

  Work.NewFacts facts(OutboxEntry entry) {
    var detail = JsonNodeFactory.instance.objectNode();
    detail.put("term", Term.EXPIRED.label()).put("reason", REASON);
    var settled =
        new Fact(
            entry.event().id(),
            entry.position(),
            clock.instant(),
            Fact.Kind.SETTLED,
            Optional.of(entry.destination()),
            detail);
    return preparation.facts(List.of(settled)).orElseThrow();
  }
}
