package dev.tagyard.proxy.eventlog.rocksdb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.DeadLetter;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.rules.event.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Kept records as JSON and back: what stands inside a seal. Keys are short, for there are many.
final class RecordJson {
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                  .build())
          .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

  private final ConsentJson consent = new ConsentJson();

  /// Entries that were appended as one. A decision that is that of the entry before is not told
  /// again.
  // Equal decisions are one object: the decider remembers them. Another is told again, no more.
  @SuppressWarnings("ReferenceEquality")
  byte[] block(List<JournalEntry> entries) {
    return object(
        entries.size(),
        json -> {
          json.writeArrayFieldStart("entries");
          Optional<ConsentDecision> before = Optional.empty();
          for (var entry : entries) {
            json.writeStartObject();
            tree(json, "event", entry.event().tree());
            if (before.isEmpty() || !before.get().equals(entry.decision())) {
              json.writeFieldName("decision");
              json.writeRawValue(consent.of(entry.decision()));
              before = Optional.of(entry.decision());
            }
            json.writeStringField("source", entry.source());
            time(json, "received", entry.receivedAt());
            json.writeNumberField("plan", entry.planVersion());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  static List<JournalEntry> entries(byte[] bytes) {
    var node = read(bytes);
    return checked(() -> {
      var entries = new ArrayList<JournalEntry>();
      for (var each : node.path("entries")) {
        var decision =
            each.has("decision") || entries.isEmpty()
                ? ConsentJson.decision(each.path("decision"))
                : entries.getLast().decision();
        entries.add(
            new JournalEntry(
                event(each),
                decision,
                each.path("source").asText(),
                time(each, "received"),
                each.path("plan").asLong()));
      }
      if (entries.isEmpty()) {
        throw new IllegalArgumentException("nothing is ever appended as nothing");
      }
      return List.copyOf(entries);
    });
  }

  byte[] of(OutboxEntry entry) {
    return object(json -> fields(json, entry));
  }

  static OutboxEntry outboxEntry(byte[] bytes) {
    return outboxEntry(read(bytes));
  }

  byte[] of(DeadLetter letter) {
    return object(json -> {
      json.writeStringField("id", letter.id());
      time(json, "at", letter.at());
      json.writeStringField("term", letter.term().name());
      json.writeStringField("reason", letter.reason());
      json.writeStringField("vendor_said", letter.vendorSaid());
      json.writeObjectFieldStart("entry");
      fields(json, letter.entry());
      json.writeEndObject();
    });
  }

  static DeadLetter deadLetter(byte[] bytes) {
    var node = read(bytes);
    return checked(() ->
        new DeadLetter(
            node.path("id").asText(),
            outboxEntry(node.path("entry")),
            time(node, "at"),
            Term.valueOf(node.path("term").asText()),
            node.path("reason").asText(),
            node.path("vendor_said").asText()));
  }

  byte[] of(List<Fact> facts) {
    return object(json -> {
      json.writeArrayFieldStart("facts");
      for (var fact : facts) {
        json.writeStartObject();
        json.writeStringField("id", fact.eventId());
        json.writeNumberField("position", fact.position().value());
        time(json, "at", fact.at());
        json.writeStringField("kind", fact.kind().name());
        if (fact.destination().isPresent()) {
          json.writeStringField("destination", fact.destination().get());
        }
        tree(json, "detail", fact.detail());
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  static List<Fact> facts(byte[] bytes) {
    var node = read(bytes);
    return checked(() -> {
      var facts = new ArrayList<Fact>();
      node.path("facts").forEach(each -> facts.add(fact(each)));
      return List.copyOf(facts);
    });
  }

  private static Fact fact(JsonNode node) {
    return new Fact(
        node.path("id").asText(),
        new Position(node.path("position").asLong()),
        time(node, "at"),
        Fact.Kind.valueOf(node.path("kind").asText()),
        node.has("destination") ? Optional.of(node.path("destination").asText()) : Optional.empty(),
        (ObjectNode) node.path("detail"));
  }

  private void fields(JsonGenerator json, OutboxEntry entry) throws IOException {
    json.writeStringField("destination", entry.destination());
    json.writeNumberField("position", entry.position().value());
    json.writeNumberField("part", entry.part());
    tree(json, "event", entry.event().tree());
    json.writeFieldName("consent");
    json.writeRawValue(consent.of(entry.consent()));
    time(json, "accepted", entry.acceptedAt());
    time(json, "due", entry.due());
    json.writeNumberField("attempts", entry.attempts());
    json.writeStringField("handle", entry.handle());
  }

  private static OutboxEntry outboxEntry(JsonNode node) {
    return checked(() ->
        new OutboxEntry(
            node.path("destination").asText(),
            new Position(node.path("position").asLong()),
            node.path("part").asInt(),
            event(node),
            ConsentJson.part(node.path("consent")),
            time(node, "accepted"),
            time(node, "due"),
            node.path("attempts").asInt(),
            node.path("handle").asText()));
  }

  private static Event event(JsonNode node) {
    return Event.of((ObjectNode) node.path("event"));
  }

  private static void tree(JsonGenerator json, String name, ObjectNode tree) throws IOException {
    json.writeFieldName(name);
    JSON.writeTree(json, tree);
  }

  /// Seconds and nanoseconds: every instant there is comes back as it was.
  private static void time(JsonGenerator json, String name, Instant time) throws IOException {
    json.writeArrayFieldStart(name);
    json.writeNumber(time.getEpochSecond());
    json.writeNumber(time.getNano());
    json.writeEndArray();
  }

  private static Instant time(JsonNode node, String name) {
    var time = node.path(name);
    return Instant.ofEpochSecond(time.path(0).asLong(), time.path(1).asLong());
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] object(Fields fields) {
    return object(1, fields);
  }

  /// @param events that it holds, roughly: so much room is made at first
  private static byte[] object(int events, Fields fields) {
    var bytes = new ByteArrayOutputStream(2048 * events);
    try (var json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("cannot write to memory", impossible);
    }
    return bytes.toByteArray();
  }

  private static JsonNode read(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException broken) {
      throw new CorruptRecord("a record is not JSON", broken);
    }
  }

  private static <T> T checked(Supplier<T> decode) {
    try {
      return decode.get();
    } catch (IllegalArgumentException | ClassCastException foreign) {
      throw new CorruptRecord("a record has another shape than this version writes", foreign);
    }
  }
}
