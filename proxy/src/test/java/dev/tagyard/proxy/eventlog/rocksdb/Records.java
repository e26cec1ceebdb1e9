package dev.tagyard.proxy.eventlog.rocksdb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.consent.Law;
import dev.tagyard.consent.StorageDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.eventlog.DeadLetterQuery;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.MasterKey;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.rules.event.Event;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Invented records to keep.
final class Records {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123456789Z");
  static final MasterKey KEY = MasterKey.of(new byte[MasterKey.BYTES]);

  static final ConsentDecision DECISION =
      new ConsentDecision(
          Law.GDPR,
          "gdpr_flag",
          new StorageDecision(true, "purpose_1"),
          Map.of(
              "meta",
              DestinationDecision.allow("category", VendorFlags.NONE),
              "ga4",
              new DestinationDecision(
                  Verdict.RESTRICT,
                  "no_analytics_storage",
                  Set.of(FieldGroup.PLACE, FieldGroup.AGENT),
                  new VendorFlags(true, Optional.of(true), Optional.of(false)))),
          Map.of("gdpr", "1"));

  private Records() {}

  static Event event(String id) {
    return event(id, "purchase");
  }

  static Event event(String id, String name) {
    var tree = JsonNodeFactory.instance.objectNode();
    tree.put("event_name", name).put("event_id", id).put("event_time", NOON.toEpochMilli());
    tree.putObject("user").put("email", "ada@example.org").put("client_id", "c-" + id);
    var params = tree.putObject("params").put("value", 59.9).put("currency", "EUR");
    params.putArray("items").addObject().put("item_id", "sku-7").put("quantity", 2);
    return Event.of(tree);
  }

  static JournalEntry entry(String id) {
    return new JournalEntry(event(id), DECISION, "native", NOON, 7);
  }

  static OutboxEntry outbox(String destination, long position, Instant due) {
    return outbox(destination, position, 0, due);
  }

  static OutboxEntry outbox(String destination, long position, int part, Instant due) {
    return new OutboxEntry(
        destination,
        new Position(position),
        part,
        event("e" + position),
        DECISION.of("meta"),
        NOON,
        due,
        0,
        "");
  }

  /// An entry with a text of some length.
  static OutboxEntry wide(String destination, long position, String text) {
    var tree = event("e" + position).copy();
    tree.put("text", text);
    return new OutboxEntry(
        destination,
        new Position(position),
        0,
        Event.of(tree),
        DECISION.of("meta"),
        NOON,
        NOON,
        0,
        "");
  }

  /// Text that does not compress.
  static String noise(int length) {
    var bytes = new byte[length / 2];
    new Random(length).nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static Fact fact(String eventId, long position, Fact.Kind kind) {
    return new Fact(eventId, new Position(position), NOON, kind, Optional.of("meta"), detail("a"));
  }

  static ObjectNode detail(String text) {
    return JsonNodeFactory.instance.objectNode().put("text", text);
  }

  static DispatchBatch batch(long cursor, List<OutboxEntry> outbox) {
    return batch(cursor, outbox, Map.of(), List.of());
  }

  /// Of the last position alone, as far as the log looks at that.
  static DispatchBatch batch(
      long cursor,
      List<OutboxEntry> outbox,
      Map<String, Map<Term, Long>> settled,
      List<Fact> facts) {
    return new DispatchBatch(
        new Position(cursor - 1),
        new Position(cursor),
        Map.of(),
        outbox,
        settled,
        Map.of(),
        List.of(),
        facts);
  }

  /// All dead letters of a destination.
  static DeadLetterQuery letters(String destination, int limit) {
    return new DeadLetterQuery(
        Optional.of(destination),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        limit);
  }
}
