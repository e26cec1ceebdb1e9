package dev.tagyard.proxy.intake;

import dev.tagyard.proxy.eventlog.JournalEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// Gathers what one event loop accepts in one turn, so that it is sealed, written and answered as
/// one: the busier the loop, the less of that each event costs. No delay is added, for a turn ends
/// when nothing more is there to be read. For one event loop alone.
public final class Turns implements Appender {
  /// A turn this large goes at once.
  private static final int MOST_ENTRIES = 512;

  private final Appender log;
  private final Executor afterTurn;
  private List<JournalEntry> entries = new ArrayList<>();
  private CompletableFuture<Void> done = new CompletableFuture<>();

  /// @param afterTurn runs a task on the event loop, after what it is at
  public Turns(Appender log, Executor afterTurn) {
    this.log = log;
    this.afterTurn = afterTurn;
  }

  /// Completed on the event loop.
  @Override
  public CompletableFuture<Void> append(List<JournalEntry> more) {
    if (entries.isEmpty()) {
      afterTurn.execute(this::hand);
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
    log.append(turn)
        .whenComplete((_, failure) ->
            afterTurn.execute(() -> {
              if (failure == null) {
                waiting.complete(null);
              } else {
                waiting.completeExceptionally(failure);
              }
            }));
  }
}
