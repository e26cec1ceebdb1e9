package dev.tagyard.proxy.intake;

import dev.tagyard.proxy.eventlog.JournalEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// Gathers what one event loop accepts in one turn, so that it is sealed, written and answered as
/// one: the busier the loop, the less of that each event costs. No delay is added, for a turn ends
/// when nothing more is there to be read. For one event loop alone.
public final class Turns {
  /// A turn this large goes at once.
  private static final int MOST_ENTRIES = 512;

  private final Function<List<JournalEntry>, CompletableFuture<Void>> log;
  private final Executor loop;
  private List<JournalEntry> entries = new ArrayList<>();
  private CompletableFuture<Void> done = new CompletableFuture<>();

  /// @param log [EventLog#append]
  /// @param loop runs a task on the event loop, after what it is at
  public Turns(Function<List<JournalEntry>, CompletableFuture<Void>> log, Executor loop) {
    this.log = log;
    this.loop = loop;
  }

  /// For what was done elsewhere and goes on here.
  Executor loop() {
    return loop;
  }

  /// As [EventLog#append]; to be called on the event loop, and completed there.
  CompletableFuture<Void> append(List<JournalEntry> more) {
    if (entries.isEmpty()) {
      loop.execute(this::hand);
    }
    entries.addAll(more);
    var mine = done;
    if (entries.size() >= MOST_ENTRIES) {
      hand();
    }
    return mine;
  }

  private void hand() {
    if (entries.isEmpty()) {
      return;
    }
    var turn = entries;
    var waiting = done;
    entries = new ArrayList<>();
    done = new CompletableFuture<>();
    var _ =
        handed(turn)
            .whenComplete((_, failure) ->
                loop.execute(() -> {
                  if (failure == null) {
                    waiting.complete(null);
                  } else {
                    waiting.completeExceptionally(failure);
                  }
                }));
  }

  /// A bug is an answer too: nobody may wait for ever.
  private CompletableFuture<Void> handed(List<JournalEntry> turn) {
    try {
      return log.apply(turn);
    } catch (RuntimeException bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }
}
