package dev.tagyard.proxy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.VisitorHash;
import dev.tagyard.proxy.eventlog.VisitorKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// All decisions that are kept of one visitor, with what they rest on and what was sent by them: to
/// show consent, or to answer somebody who asks what is known.
public final class ConsentProof {
  private static final int STRETCH = 512;
  private static final int MOST_EVENTS = 10_000;

  private final EventLog log;
  private final InstantSource clock;
  private final int mostEvents;

  public ConsentProof(EventLog log, InstantSource clock) {
    this(log, clock, MOST_EVENTS);
  }

  ConsentProof(EventLog log, InstantSource clock, int mostEvents) {
    this.log = log;
    this.clock = clock;
    this.mostEvents = mostEvents;
  }

  /// Reads the whole journal: for a person who asks. Blocks.
  public ObjectNode of(VisitorKey visitor) {
    var told = JsonNodeFactory.instance.objectNode();
    told.put("made_at", clock.instant().toString());
    told.put(visitor.kind(), visitor.id());
    var hash = log.consents().hash(visitor);
    asFarAsReadable(told, () -> lastDecision(hash, told));
    asFarAsReadable(told, () -> withdrawn(hash, told));
    events(visitor, told);
    return told;
  }

  private static void asFarAsReadable(ObjectNode told, Runnable part) {
    try {
      part.run();
    } catch (CorruptRecord damaged) {
      told.put("consent_unreadable", true);
    }
  }

  private void lastDecision(VisitorHash hash, ObjectNode told) {
    var kept = log.consents().last(List.of(hash), clock.instant()).get(hash);
    if (kept != null) {
      told.putObject("last_decision")
          .put("at", kept.at().toString())
          .set("consent", Explainer.consent(kept.decision()));
    }
  }

  private void withdrawn(VisitorHash hash, ObjectNode told) {
    var person = log.consents().linked(hash).orElse(hash);
    log.consents()
        .withdrawal(person)
        .ifPresent(withdrawal -> {
          var withdrawn = told.putObject("withdrawn");
          withdrawal
              .stops()
              .forEach((name, stop) ->
                  withdrawn
                      .putObject(name)
                      .put("at", stop.at().toString())
                      .put("by", stop.reason()));
        });
  }

  /// Says also what it could not tell: a proof with a gap is no proof that there was nothing.
  private void events(VisitorKey visitor, ObjectNode told) {
    var events = told.putArray("events");
    var end = log.end();
    var after = Position.START;
    while (after.compareTo(end) < 0) {
      List<Journaled> stretch;
      try {
        stretch = read(after);
      } catch (CorruptRecord corrupt) {
        var upTo = corrupt.upTo().orElseThrow(() -> corrupt);
        told.withArray("unreadable")
            .addObject()
            .put("from_position", after.value() + 1)
            .put("to_position", upTo.value());
        after = upTo;
        continue;
      }
      if (stretch.isEmpty()) {
        return;
      }
      for (var journaled : stretch) {
        if (names(journaled.entry().event().tree(), visitor)) {
          if (events.size() == mostEvents) {
            told.put("more", true);
            return;
          }
          events.add(event(journaled));
        }
      }
      after = stretch.getLast().position();
    }
  }

  private List<Journaled> read(Position after) {
    try {
      return log.read(after, STRETCH, Duration.ZERO);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static boolean names(JsonNode event, VisitorKey visitor) {
    var path =
        switch (visitor.kind()) {
          case "visitor" -> event.path("visitor").path("id");
          case "user" -> event.path("user").path("user_id");
          default -> event.path("params").path(visitor.kind() + "_id");
        };
    return path.asText().equals(visitor.id());
  }

  private ObjectNode event(Journaled journaled) {
    var entry = journaled.entry();
    var told = JsonNodeFactory.instance.objectNode();
    told.put("event_id", entry.event().id());
    told.put("event_name", entry.event().name());
    told.put("received_at", entry.receivedAt().toString());
    told.put("source", entry.source());
    told.put("plan", entry.planVersion());
    told.set("consent", Explainer.consent(entry.decision()));
    try {
      deliveries(journaled, told);
    } catch (CorruptRecord _) {
      told.put("deliveries_unreadable", true);
    }
    return told;
  }

  private void deliveries(Journaled journaled, ObjectNode told) {
    var sent = told.putArray("deliveries");
    for (var fact : log.facts(journaled.entry().event().id())) {
      if (fact.position().equals(journaled.position())
          && (fact.kind() == Fact.Kind.ATTEMPT || fact.kind() == Fact.Kind.SETTLED)) {
        var one = sent.addObject();
        one.put("at", fact.at().toString());
        fact.destination().ifPresent(name -> one.put("destination", name));
        one.setAll(fact.detail().deepCopy());
      }
    }
  }
}
