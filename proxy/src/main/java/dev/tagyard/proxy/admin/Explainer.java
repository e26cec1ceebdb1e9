package dev.tagyard.proxy.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.proxy.dispatch.Dispatcher;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.plan.Plan;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Tells what happened to one event: what came in, what consent said, what each rule changed, what
/// was sent (rendered anew, secrets masked), and what was answered.
public final class Explainer {
  private final EventLog log;
  private final Supplier<Plan> plan;
  private final InstantSource clock;

  public Explainer(EventLog log, Supplier<Plan> plan, InstantSource clock) {
    this.log = log;
    this.plan = plan;
    this.clock = clock;
  }

  /// Absent when nothing is known of the event: never accepted, or past its retention.
  public Optional<ObjectNode> explain(String eventId) {
    var accepted = log.accepted(eventId);
    var facts = log.facts(eventId);
    if (accepted.isEmpty() && facts.isEmpty()) {
      return Optional.empty();
    }
    var told = JsonNodeFactory.instance.objectNode();
    told.put("event_id", eventId);
    var copies = told.putArray("copies");
    for (var journaled : accepted) {
      copies.add(
          copy(
              journaled,
              facts.stream().filter(f -> f.position().equals(journaled.position())).toList()));
    }
    if (accepted.isEmpty()) {
      steps(told.putArray("steps"), facts);
    }
    return Optional.of(told);
  }

  private ObjectNode copy(Journaled journaled, List<Fact> facts) {
    var entry = journaled.entry();
    var copy = JsonNodeFactory.instance.objectNode();
    copy.put("position", journaled.position().value());
    copy.put("received_at", entry.receivedAt().toString());
    copy.put("source", entry.source());
    copy.set("event", entry.event().copy());
    copy.set("consent", consent(entry.decision()));
    steps(copy.putArray("steps"), facts);
    requests(journaled, facts, copy);
    return copy;
  }

  static ObjectNode consent(ConsentDecision decision) {
    var told = JsonNodeFactory.instance.objectNode();
    told.put("law", lower(decision.law()));
    told.put("law_reason", decision.lawReason());
    told.putObject("storage")
        .put("allowed", decision.storage().allowed())
        .put("reason", decision.storage().reason());
    var destinations = told.putObject("destinations");
    new TreeMap<>(decision.destinations())
        .forEach((name, part) ->
            destinations
                .putObject(name)
                .put("verdict", lower(part.verdict()))
                .put("reason", part.reason()));
    var evidence = told.putObject("evidence");
    new TreeMap<>(decision.evidence()).forEach(evidence::put);
    return told;
  }

  static void steps(ArrayNode steps, List<Fact> facts) {
    for (var fact : facts) {
      var step = steps.addObject();
      step.put("at", fact.at().toString());
      step.put("what", fact.kind().label());
      fact.destination().ifPresent(name -> step.put("destination", name));
      step.set("detail", fact.detail().deepCopy());
    }
  }

  /// Requests as they are rendered today, for the destinations that the event was queued for.
  private void requests(Journaled journaled, List<Fact> facts, ObjectNode copy) {
    copy.putArray("requests");
    try {
      for (var entry : Dispatcher.rehearse(journaled, plan.get(), clock.instant())) {
        if (queued(entry.destination(), facts)) {
          Rendered.into(copy, entry, plan.get());
        }
      }
    } catch (RuntimeException bug) {
      Rendered.failed(copy, "rules", bug);
    }
  }

  private static boolean queued(String destination, List<Fact> facts) {
    return facts.stream()
        .filter(fact -> fact.kind() == Fact.Kind.QUEUED)
        .anyMatch(fact -> fact.detail().path(destination).asText().equals("queued"));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
