package dev.tagyard.proxy.intake;

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

/// A request on its way from source to journal, a step at a time. A bug in one of its steps fails
/// its receipt and nothing else.
final class Arrival {
  private static final String SERVER = "server";
  private static final Executor RECALL = Executors.newVirtualThreadPerTaskExecutor();

  private final RequestIntake.Parts parts;
  private final Plan running;
  private final Source source;
  private final Inbound inbound;
  private final IntConsumer unkept;
  private final String name;
  private final RequestIntake request;
  private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();
  private List<Item> items = List.of();
  private boolean recalled;

  /// As [Intake#take].
  Arrival(
      RequestIntake.Parts parts,
      Plan running,
      Source source,
      Inbound inbound,
      VisitorIds visitors,
      IntConsumer unkept) {
    this.parts = parts;
    this.running = running;
    this.source = source;
    this.inbound = inbound;
    this.unkept = unkept;
    this.name = inbound.trusted() ? SERVER : source.name();
    this.request = new RequestIntake(parts, running, name, inbound, visitors);
  }

  CompletableFuture<Receipt> receipt() {
    return receipt;
  }

  void decode() {
    step(() -> {
      items = source.decode(inbound).items();
      parts.metrics().received(name, items.size());
    });
  }

  /// What is to be looked up first goes the rest of its way when it is found.
  void decide() {
    step(() -> {
      recalled = inbound.trusted() && items.stream().anyMatch(Recollection::isSilent);
      if (!recalled) {
        request.take(items, Recollection.NONE);
      }
    });
  }

  void keep() {
    step(() -> follow(recalled ? recall() : kept()));
  }

  private void step(Runnable step) {
    if (!receipt.isDone()) {
      try {
        step.run();
      } catch (RuntimeException | Error bug) {
        receipt.completeExceptionally(bug);
      }
    }
  }

  private void follow(CompletableFuture<Receipt> way) {
    var _ =
        way.whenComplete((kept, failure) -> {
          if (failure == null) {
            receipt.complete(kept);
          } else {
            receipt.completeExceptionally(failure);
          }
        });
  }

  private CompletableFuture<Receipt> recall() {
    return CompletableFuture.supplyAsync(
            () -> Recollection.of(items, parts.choices(), running, inbound.receivedAt()), RECALL)
        .thenComposeAsync(
            recollection -> {
              request.take(items, recollection);
              return kept();
            },
            parts.turns().loop());
  }

  private CompletableFuture<Receipt> kept() {
    var entries = request.entries();
    unkept.accept(entries.size());
    var made = request.receipt();
    var kept =
        entries.isEmpty()
            ? CompletableFuture.completedFuture(made)
            : parts
                .turns()
                .append(entries)
                .thenApply(onDisk -> {
                  parts.metrics().accepted(name, entries.size());
                  return made;
                });
    // What was taken back is on disk before the visitor has the answer; else it is to be told
    // again.
    return request.notes().isEmpty()
        ? kept
        : CompletableFuture.allOf(request.notes().toArray(CompletableFuture[]::new))
            .handleAsync((_, failure) -> Optional.ofNullable(failure), parts.turns().loop())
            .thenCompose(failure -> failure.isEmpty() ? kept : unwritten(failure.get()));
  }

  private static CompletableFuture<Receipt> unwritten(Throwable failure) {
    return CompletableFuture.failedFuture(
        new LogUnavailable("a refusal could not be written down", failure));
  }
}
