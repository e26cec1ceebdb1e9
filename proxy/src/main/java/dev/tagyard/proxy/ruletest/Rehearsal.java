package dev.tagyard.proxy.ruletest;

import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.dispatch.Dispatcher;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.rules.event.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One event dispatched by a plan, and nothing written.
///
/// @param shares of each destination, in the order of the configuration
/// @param ran what each rule did, in words
/// @param errors of rules, with file and line
record Rehearsal(Map<String, Share> shares, List<String> ran, List<String> errors) {
  static Rehearsal of(Journaled journaled, Plan plan) {
    var batch = Dispatcher.rehearsal(journaled, plan, journaled.entry().receivedAt());
    var shares = new LinkedHashMap<String, Share>();
    plan.destinations().keySet().forEach(name -> shares.put(name, share(name, batch, plan)));
    var ran = new ArrayList<String>();
    var errors = new ArrayList<String>();
    for (var fact : batch.facts()) {
      if (fact.kind() == Fact.Kind.RULE) {
        var detail = fact.detail();
        ran.add(detail.path("rule").asText() + " (" + detail.path("end").asText() + ")");
        if (detail.has("error")) {
          errors.add("rule " + detail.path("rule").asText() + ": " + detail.path("error").asText());
        }
      }
    }
    return new Rehearsal(shares, ran, errors.stream().distinct().toList());
  }

  private static Share share(String destination, DispatchBatch batch, Plan plan) {
    var events = new ArrayList<Event>();
    Optional<String> unfit = Optional.empty();
    for (var entry : batch.outbox()) {
      if (entry.destination().equals(destination)) {
        var settled = screened(entry, plan);
        unfit = unfit.or(() -> settled);
        if (settled.isEmpty()) {
          events.add(entry.event());
        }
      }
    }
    return events.isEmpty()
        ? new Share.Nothing(unfit.orElseGet(() -> reason(destination, batch)))
        : new Share.Events(events);
  }

  /// Why a destination cannot take an event at all; absent when it can.
  private static Optional<String> screened(OutboxEntry entry, Plan plan) {
    var planned = plan.destinations().get(entry.destination());
    if (planned == null) {
      return Optional.of("destination_removed");
    }
    var delivery = new Delivery(entry.key(), entry.event(), entry.consent(), entry.acceptedAt(), 0);
    return planned
        .destination()
        .screen(delivery, entry.acceptedAt())
        .map(outcome ->
            switch (outcome) {
              case Outcome.NotSupported(var reason) -> "not_supported: " + reason;
              case Outcome.Expired(var reason) -> "expired: " + reason;
              default -> outcome.toString();
            });
  }

  private static String reason(String destination, DispatchBatch batch) {
    for (var dead : batch.dead()) {
      if (dead.entry().destination().equals(destination)
          && dead.next() instanceof Settlement.Next.Dead letter) {
        return letter.reason() + ": " + letter.vendorSaid();
      }
    }
    for (var fact : batch.facts()) {
      if (fact.kind() == Fact.Kind.QUEUED && fact.detail().has(destination)) {
        var told = fact.detail().path(destination).asText();
        return told.substring(told.indexOf(": ") < 0 ? 0 : told.indexOf(": ") + 2);
      }
    }
    return "not_decided";
  }
}
