package dev.tagyard.proxy.intake;

import dev.tagyard.proxy.choice.Choices;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.Source;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/// The way of requests from source to journal, on one event loop: pure steps, then one append.
public final class Intake {
  private final Supplier<Plan> plan;
  private final RequestIntake.Parts parts;
  private final Stages<Arrival> stages;

  public Intake(
      Supplier<Plan> plan,
      Turns turns,
      EventIds ids,
      IntakeMetrics metrics,
      Choices choices,
      Follower follower) {
    this.plan = plan;
    this.parts = new RequestIntake.Parts(turns, ids, metrics, choices, follower, new FaultLog());
    this.stages =
        new Stages<>(turns.loop(), List.of(Arrival::decode, Arrival::decide, Arrival::keep));
  }

  /// Takes in what a request holds; to be called on the event loop.
  ///
  /// @param visitors the visitor cookie of this request
  /// @param unkept told how many events will be lost should they not be kept
  /// @return done when what was accepted, and what was taken back, is on disk; fails with
  ///   [LogUnavailable] when it could not be kept
  public CompletableFuture<Receipt> take(
      Source source, Inbound inbound, VisitorIds visitors, IntConsumer unkept) {
    var arrival = new Arrival(parts, plan.get(), source, inbound, visitors, unkept);
    stages.add(arrival, inbound.body().length);
    return arrival.receipt();
  }
}
