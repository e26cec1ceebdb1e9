package dev.tagyard.proxy.preview;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.rules.RuleTrace;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// What a preview shows of one event: what is kept of it, what consent said, what each rule
/// changed, and where it goes as what.
final class Seen {
  private Seen() {}

  static ObjectNode rejected(String error) {
    return of("rejected").put("error", error);
  }

  /// Its name is all that is told of the event.
  static ObjectNode withheld(String eventName, ConsentDecision decision) {
    var seen = of("withheld").put("event_name", eventName);
    decide(seen, decision);
    return seen;
  }

  static ObjectNode dispatched(Journaled journaled, List<RuleTrace> traces, DispatchBatch batch) {
    var entry = journaled.entry();
    var seen = of("event").put("event_id", entry.event().id());
    seen.put("position", journaled.position().value());
    seen.put("received_at", entry.receivedAt().toString()).put("source", entry.source());
    seen.set("event", entry.event().copy());
    var rules = seen.putArray("rules");
    traces.forEach(trace -> rules.add(rule(trace)));
    var destinations = decide(seen, entry.decision());
    for (var fact : batch.facts()) {
      if (fact.kind() == Fact.Kind.QUEUED && fact.position().equals(journaled.position())) {
        fact.detail()
            .properties()
            .forEach(
                way -> destinations.withObjectProperty(way.getKey()).set("end", way.getValue()));
      }
    }
    for (var queued : batch.outbox()) {
      if (queued.position().equals(journaled.position())) {
        destinations
            .withObjectProperty(queued.destination())
            .withArrayProperty("gets")
            .add(queued.event().copy());
      }
    }
    return seen;
  }

  private static ObjectNode of(String kind) {
    return JsonNodeFactory.instance.objectNode().put("kind", kind);
  }

  /// @return where destinations stand, by name
  private static ObjectNode decide(ObjectNode seen, ConsentDecision decision) {
    seen.put("law", lower(decision.law())).put("law_reason", decision.lawReason());
    var destinations = seen.putObject("destinations");
    new TreeMap<>(decision.destinations())
        .forEach((name, part) ->
            destinations
                .putObject(name)
                .put("verdict", lower(part.verdict()))
                .put("reason", part.reason()));
    return destinations;
  }

  private static ObjectNode rule(RuleTrace trace) {
    var rule = JsonNodeFactory.instance.objectNode();
    rule.put("rule", trace.rule());
    rule.put("end", lower(trace.end()));
    rule.put("micros", trace.micros());
    trace.destinations().stream().sorted().forEach(rule.putArray("destinations")::add);
    trace.withheld().stream()
        .sorted()
        .forEach(name -> rule.withArrayProperty("withheld").add(name));
    var changed = rule.putObject("changed");
    for (var change : trace.changed()) {
      var both = changed.putObject(change.path());
      put(both, "before", change.before());
      put(both, "after", change.after());
    }
    if (trace.events() > 1) {
      rule.put("events", trace.events());
    }
    trace.log().forEach(line -> rule.withArrayProperty("log").add(line));
    trace.error().ifPresent(error -> rule.put("error", error));
    return rule;
  }

  private static void put(ObjectNode both, String key, JsonNode value) {
    if (!value.isMissingNode() && !value.isNull()) {
      both.set(key, value.deepCopy());
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
