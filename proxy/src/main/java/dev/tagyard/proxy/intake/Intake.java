package dev.tagyard.proxy.intake;

import dev.tagyard.proxy.choice.Choices;
import dev.tagyard.proxy.eventlog.LogUnavailable;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.source.Decoded.Item;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.Source;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/// A request's way from source to journal. Runs on the event loop: pure steps, then one append.
public final class Intake {
  private static final String SERVER = "server";
  private static final Executor RECALL = Executors.newVirtualThreadPerTaskExecutor();

  private final Supplier<Plan> plan;
  private final Turns turns;
  private final RequestIntake.Parts parts;

  public Intake(
      Supplier<Plan> plan,
      Turns turns,
      EventIds ids,
      IntakeMetrics metrics,
      Choices choices,
      Follower follower) {
    this.plan = plan;
    this.turns = turns;
    this.parts = new RequestIntake.Parts(ids, metrics, choices, follower, new FaultLog());
  }

  /// Takes in what a request holds.
  ///
  /// @param visitors the visitor cookie of this request
  /// @param unkept told how many events will be lost should they not be kept
  /// @return done when what was accepted, and what was taken back, is on disk; fails with
  ///   [LogUnavailable] when it could not be kept
  public CompletableFuture<Receipt> take(
      Source source, Inbound inbound, VisitorIds visitors, IntConsumer unkept) {
    var name = inbound.trusted() ? SERVER : source.name();
    var running = plan.get();
    var items = source.decode(inbound).items();
    parts.metrics().received(name, items.size());
    var request = new RequestIntake(parts, running, name, inbound, visitors);
    return inbound.trusted() && items.stream().anyMatch(Recollection::isSilent)
        ? CompletableFuture.supplyAsync(
                () -> Recollection.of(items, parts.choices(), running, inbound.receivedAt()),
                RECALL)
            .thenComposeAsync(
                recalled -> keep(name, request, items, recalled, unkept), turns.loop())
        : keep(name, request, items, Recollection.NONE, unkept);
  }

  private CompletableFuture<Receipt> keep(
      String source,
      RequestIntake request,
      List<Item> items,
      Recollection recalled,
      IntConsumer unkept) {
    request.take(items, recalled);
    var entries = request.entries();
    unkept.accept(entries.size());
    var receipt = request.receipt();
    var kept =
        entries.isEmpty()
            ? CompletableFuture.completedFuture(receipt)
            : turns
                .append(entries)
                .thenApply(onDisk -> {
                  parts.metrics().accepted(source, entries.size());
                  return receipt;
                });
    // What was taken back is on disk before the visitor has the answer; else it is to be told
    // again.
    return request.notes().isEmpty()
        ? kept
        : CompletableFuture.allOf(request.notes().toArray(CompletableFuture[]::new))
            .handleAsync((_, failure) -> Optional.ofNullable(failure), turns.loop())
            .thenCompose(failure -> failure.isEmpty() ? kept : unwritten(failure.get()));
  }

  private static CompletableFuture<Receipt> unwritten(Throwable failure) {
    return CompletableFuture.failedFuture(
        new LogUnavailable("a refusal could not be written down", failure));
  }
}
