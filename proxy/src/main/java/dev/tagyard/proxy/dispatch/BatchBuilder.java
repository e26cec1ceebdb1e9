package dev.tagyard.proxy.dispatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.rules.Change;
import dev.tagyard.rules.RuleTrace;
import dev.tagyard.rules.event.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Gathers what dispatch makes of a stretch of the journal, until it is written whole.
final class BatchBuilder {
  private final Instant now;
  private final List<OutboxEntry> outbox = new ArrayList<>();
  private final List<Settlement> dead = new ArrayList<>();
  private final Map<String, Map<Term, Long>> settled = new HashMap<>();
  private final Map<String, Long> extra = new HashMap<>();
  private final List<Fact> facts = new ArrayList<>();
  private final Map<Position, ObjectNode> ways = new HashMap<>();

  BatchBuilder(Instant now) {
    this.now = now;
  }

  /// The event ends here for a destination.
  ///
  /// @param reason for people and reports
  void settle(Journaled journaled, String destination, Term term, String reason) {
    count(destination, term);
    way(journaled)
        .put(destination, reason.equals(term.label()) ? reason : term.label() + ": " + reason);
  }

  /// Rules made more events of one, or this is none of the first: the sum of the destination grows.
  void extra(String destination, long events) {
    extra.merge(destination, events, Long::sum);
  }

  void enqueue(
      Journaled journaled, String destination, int part, Event event, DestinationDecision consent) {
    outbox.add(entry(journaled, destination, part, event, consent));
    way(journaled).put(destination, "queued");
  }

  void bury(
      Journaled journaled,
      String destination,
      Event event,
      DestinationDecision consent,
      String reason,
      String message) {
    dead.add(
        new Settlement(
            entry(journaled, destination, 0, event, consent),
            new Settlement.Next.Dead(Term.REJECTED, reason, message),
            List.of()));
    way(journaled).put(destination, "rejected: " + reason);
  }

  void trace(Journaled journaled, RuleTrace trace) {
    var detail = JsonNodeFactory.instance.objectNode();
    detail.put("rule", trace.rule());
    detail.put("end", trace.end().name().toLowerCase(Locale.ROOT));
    list(detail, "destinations", trace.destinations().stream().sorted());
    list(detail, "changed", trace.changed().stream().map(Change::path).sorted());
    list(detail, "withheld", trace.withheld().stream().sorted());
    list(detail, "ignored", trace.ignored().stream().sorted());
    list(detail, "log", trace.log().stream());
    if (trace.events() != 1) {
      detail.put("events", trace.events());
    }
    trace.error().ifPresent(error -> detail.put("error", error));
    fact(journaled, Fact.Kind.RULE, Optional.empty(), detail);
  }

  private static void list(ObjectNode detail, String key, Stream<String> values) {
    values.forEach(value -> detail.withArray(key).add(value));
  }

  /// @param first position of the stretch
  DispatchBatch build(Position first, Position cursor, Claims claims) {
    var after = new Position(first.value() - 1);
    return new DispatchBatch(after, cursor, claims.changed(), outbox, settled, extra, dead, facts);
  }

  private OutboxEntry entry(
      Journaled journaled, String destination, int part, Event event, DestinationDecision consent) {
    return new OutboxEntry(
        destination,
        journaled.position(),
        part,
        event,
        consent,
        journaled.entry().receivedAt(),
        now,
        0,
        "");
  }

  private void count(String destination, Term term) {
    settled.computeIfAbsent(destination, _ -> new EnumMap<>(Term.class)).merge(term, 1L, Long::sum);
  }

  /// Where the event went, by destination: one fact an event, filled as its destinations are told.
  private ObjectNode way(Journaled journaled) {
    return ways.computeIfAbsent(
        journaled.position(),
        _ -> {
          var detail = JsonNodeFactory.instance.objectNode();
          fact(journaled, Fact.Kind.QUEUED, Optional.empty(), detail);
          return detail;
        });
  }

  private void fact(
      Journaled journaled, Fact.Kind kind, Optional<String> destination, ObjectNode detail) {
    facts.add(
        new Fact(
            journaled.entry().event().id(), journaled.position(), now, kind, destination, detail));
  }
}
