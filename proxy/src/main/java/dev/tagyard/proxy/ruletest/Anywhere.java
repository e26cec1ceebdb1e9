package dev.tagyard.proxy.ruletest;

import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.plan.DestinationConfiguration.BrowserTag;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.proxy.plan.Sending;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A destination that takes everything and calls nobody, for rules that are written and tested
/// before the first real one is configured.
public final class Anywhere implements Destination {
  public static final String NAME = "any";

  private Anywhere() {}

  /// The plan with this destination alone.
  public static Plan in(Plan plan) {
    var anywhere =
        new PlannedDestination(
            NAME, NAME, new Anywhere(), Credentials.NONE, Set.of(), BrowserTag.NONE, Sending.USUAL);
    return new Plan(
        plan.version(),
        plan.configuration(),
        Map.of(NAME, anywhere),
        plan.consent(),
        plan.regions(),
        plan.rules());
  }

  @Override
  public Limits limits() {
    return new Limits(
        1,
        0,
        Duration.ofDays(1),
        Duration.ZERO,
        Duration.ZERO,
        true,
        Limits.Deduplication.BY_EVENT_ID);
  }

  @Override
  public Optional<Outcome> screen(Delivery delivery, Instant now) {
    return Optional.empty();
  }

  @Override
  public List<Call> prepare(List<Delivery> batch, Credentials credentials) {
    return List.of();
  }

  @Override
  public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
    return Map.of();
  }
}
