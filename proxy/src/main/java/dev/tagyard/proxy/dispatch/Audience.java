package dev.tagyard.proxy.dispatch;

import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.destination.Limits.Deduplication;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.proxy.plan.DestinationConfiguration.Mode;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.rules.event.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who is to have an event: by consent and configuration first, then by what was served before.
/// Those who are not to have it settle here.
final class Audience {
  private final Plan plan;
  private final BatchBuilder batch;

  /// Whether an event keeps its name, so that it can be told before the rules who wants it.
  private final boolean nameStays;

  Audience(Plan plan, BatchBuilder batch) {
    this(plan, batch, plan.rules().isEmpty());
  }

  private Audience(Plan plan, BatchBuilder batch, boolean nameStays) {
    this.plan = plan;
    this.batch = batch;
    this.nameStays = nameStays;
  }

  /// For rules that may be others than the plan's, and may rename events.
  static Audience ofAnyRules(Plan plan, BatchBuilder batch) {
    return new Audience(plan, batch, false);
  }

  /// Destinations that may have the event if they have not had it already.
  List<PlannedDestination> candidates(Journaled journaled) {
    var event = journaled.entry().event();
    var decision = journaled.entry().decision();
    var candidates = new ArrayList<PlannedDestination>();
    for (var name : decision.destinations().keySet()) {
      var destination = plan.destinations().get(name);
      var part = decision.of(name);
      if (part.verdict() == Verdict.DENY) {
        batch.settle(journaled, name, Term.WITHHELD, part.reason());
      } else if (destination == null) {
        // Removed by a reload after this event was accepted.
        batch.settle(journaled, name, Term.FILTERED, "destination_removed");
      } else if (destination.sending().mode() == Mode.OFF) {
        batch.settle(journaled, name, Term.FILTERED, "mode_off");
      } else if (plan.isForAnother(destination, event)) {
        batch.settle(journaled, name, Term.FILTERED, "other_measurement_id");
      } else if (nameStays && !destination.wants(event.name())) {
        batch.settle(journaled, name, Term.FILTERED, "filtered");
      } else {
        candidates.add(destination);
      }
    }
    return candidates;
  }

  /// Claims the event for those who are to have it.
  List<PlannedDestination> serve(
      Journaled journaled, List<PlannedDestination> candidates, Claims claims) {
    var event = journaled.entry().event();
    var at = journaled.entry().receivedAt();
    var trusted = event.tree().path("trusted").asBoolean();
    var served = new ArrayList<PlannedDestination>(candidates.size());
    for (var destination : candidates) {
      var deduplication = destination.destination().limits().deduplication();
      var reason =
          claims
              .served(event, at, destination.name(), trusted, deduplication)
              .or(() -> otherStream(destination, event, at, claims))
              .or(() -> browserTag(destination, event, trusted, deduplication));
      if (reason.isPresent()) {
        batch.settle(journaled, destination.name(), Term.DUPLICATE, reason.get());
      } else {
        served.add(destination);
      }
    }
    if (!served.isEmpty()) {
      claims.claim(
          event, served.stream().map(PlannedDestination::name).toList(), trusted, at, plan);
    }
    return served;
  }

  /// A stream's own destination is to have what the stream's tag sent; all others have it once.
  private static Optional<String> otherStream(
      PlannedDestination destination, Event event, Instant at, Claims claims) {
    return destination.destination().streamId().isEmpty()
            && claims.servedByOtherStream(event, at, destination.name())
        ? Optional.of("other_stream")
        : Optional.empty();
  }

  /// The vendor's own tag on the page has sent this event already, and the vendor would count both.
  private static Optional<String> browserTag(
      PlannedDestination destination, Event event, boolean trusted, Deduplication deduplication) {
    var present =
        switch (destination.browserTag()) {
          case NONE -> false;
          case PRESENT -> true;
          case REPORTED -> reports(event, destination.type());
        };
    return present && !trusted && deduplication == Deduplication.NONE
        ? Optional.of("browser_tag")
        : Optional.empty();
  }

  /// Whether the page's SDK saw the vendor's tag there.
  private static boolean reports(Event event, String type) {
    for (var tag : event.tree().path("browser_tags")) {
      if (tag.asText().equals(type)) {
        return true;
      }
    }
    return false;
  }
}
