package dev.tagyard.proxy.ruletest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentSignals;
import dev.tagyard.proxy.eventlog.CopyIds;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.source.Decoded.Item;
import dev.tagyard.proxy.source.Headers;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.PersonalParameters;
import dev.tagyard.proxy.source.nativeevent.NativeSource;
import dev.tagyard.proxy.visitor.Regions;
import dev.tagyard.proxy.visitor.Visitor;
import dev.tagyard.rules.event.Event;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Makes a journal entry of a test's `event.json`: a native event that may also say what the server
/// would have seen (`visitor`, `source`, `trusted`, `received_at`, `foreign_site`). Everything that
/// it leaves out is the same at each run, the time included.
final class CaseEvent {
  private static final long USUAL_TIME = Instant.parse("2026-01-01T12:00:00Z").toEpochMilli();
  private static final String USUAL_SOURCE = "native";

  private CaseEvent() {}

  /// Full consent, unless the event says something of it.
  ///
  /// @throws IllegalArgumentException in words, for what is no event
  static Journaled read(byte[] json, Plan plan) {
    return switch (new NativeSource().decode(asSent(json)).items().getFirst()) {
      case Item.Refused refused -> throw new IllegalArgumentException(refused.error());
      case Item.Taken taken -> journaled(taken.event(), tree(json), taken.consent(), plan);
    };
  }

  private static Journaled journaled(
      ObjectNode event, ObjectNode written, ConsentSignals signals, Plan plan) {
    var time = event.path("event_time").asLong(USUAL_TIME);
    var now = Instant.ofEpochMilli(written.path("received_at").asLong(time));
    var source = written.path("source").asText(USUAL_SOURCE);
    PersonalParameters.remove(event);
    var visitor = Visitor.ofTrusted(event, Regions.NONE);
    visitor.describe(
        event, Optional.empty(), plan.configuration().visitors().clickParameter(), now);
    event.put("event_id", event.path("event_id").asText("test-event"));
    event.put("event_time", time);
    event.put("received_at", now.toEpochMilli());
    event.put("source", source);
    event.put("trusted", written.path("trusted").asBoolean());
    if (written.path("foreign_site").asBoolean()) {
      event.put("foreign_site", true);
    }
    var decision =
        signals.equals(ConsentSignals.NONE)
            ? plan.assumed()
            : plan.consent().decide(signals, visitor.region(), now);
    return new Journaled(
        Position.START.next(),
        new JournalEntry(Event.of(event), decision, source, now, plan.version()),
        CopyIds.REHEARSED);
  }

  /// As a trusted request, which alone may say what the visitor is like.
  private static Inbound asSent(byte[] json) {
    return new Inbound(
        "POST", "/e", "", Headers.of(Map.of()), Map.of(), json, "", true, false, Instant.EPOCH);
  }

  private static ObjectNode tree(byte[] json) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(json);
    } catch (IOException | ClassCastException notOneEvent) {
      throw new IllegalArgumentException("expected one event object", notOneEvent);
    }
  }
}
