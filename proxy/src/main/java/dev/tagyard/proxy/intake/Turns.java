package dev.tagyard.proxy.intake;

import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.JournalEntry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Gathers what one event loop accepts in one turn, so that it is sealed, written and answered as
/// one: the busier the loop, the less of that each event costs. No delay is added, for a turn ends
/// when nothing more is there to be read. For one event loop alone.
public final class Turns {
  /// A turn this large goes at once.
  private static final int MOST_ENTRIES = 512;

  private static final long MOST_WEIGHT = 8 << 20;

  private final Supplier<EventLog.Turn> log;
  private final Executor loop;
  private EventLog.Turn turn;
  private CompletableFuture<Void> done = new CompletableFuture<>();

  /// @param log [EventLog#turn]
  /// @param loop runs a task on the event loop, after what it is at
  public Turns(Supplier<EventLog.Turn> log, Executor loop) {
    this.log = log;
    this.loop = loop;
    this.turn = log.get();
  }

  /// For what was done elsewhere and goes on here.
  Executor loop() {
    return loop;
  }

  /// As [EventLog#append]; to be called on the event loop, and completed there.
  CompletableFuture<Void> append(List<JournalEntry> more) {
    if (turn.size() == 0) {
      loop.execute(this::hand);
    }
    more.forEach(turn::add);
    var mine = done;
    if (turn.size() >= MOST_ENTRIES || turn.weight() >= MOST_WEIGHT) {
      hand();
    }
    return mine;
  }

  private void hand() {
    if (turn.size() == 0) {
      return;
    }
    var full = turn;
    var waiting = done;
    turn = log.get();
    done = new CompletableFuture<>();
    var _ =
        handed(full)
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
  private static CompletableFuture<Void> handed(EventLog.Turn turn) {
    try {
      return turn.append();
    } catch (RuntimeException | Error bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }
}
