package dev.tagyard.proxy.choice;

import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.ConsentWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes notes down, what came together as one: reads what was known of the visitors, finds what
/// was taken back, puts that in force, then writes. One virtual thread.
public final class ChoiceWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChoiceWriter.class);
  private static final int MOST_WAITING = 100_000;
  private static final int MOST_WITH_REFUSALS = 2 * MOST_WAITING;
  private static final int AT_ONCE = 2_000;
  private static final Duration LINGER = Duration.ofMillis(50);

  private final ConsentRecords records;
  private final Withdrawals withdrawals;
  private final Supplier<Duration> remember;
  private final Duration remembersWithdrawals;
  private final LinkedBlockingQueue<Note> waiting = new LinkedBlockingQueue<>();
  private final Thread thread = Thread.ofVirtual().name("choices").unstarted(this::run);

  /// @param remember how long a decision serves server events
  /// @param remembersWithdrawals longer than any delivery is tried
  public ChoiceWriter(
      ConsentRecords records,
      Withdrawals withdrawals,
      Supplier<Duration> remember,
      Duration remembersWithdrawals) {
    this.records = records;
    this.withdrawals = withdrawals;
    this.remember = remember;
    this.remembersWithdrawals = remembersWithdrawals;
  }

  public void start() {
    thread.start();
  }

  /// A decision that nobody waits for may be left out where too many wait; a refusal is only where
  /// memory would not hold, and is told again then.
  void add(Note note) {
    var refuses = Note.refuses(note.decision());
    if (waiting.size() < (refuses ? MOST_WITH_REFUSALS : MOST_WAITING)) {
      waiting.add(note);
      return;
    }
    if (refuses) {
      holdInMemory(note);
    }
    note.done().completeExceptionally(new IllegalStateException("too many notes wait"));
  }

  private void run() {
    try {
      while (true) {
        var first = waiting.poll(1, TimeUnit.MINUTES);
        var batch = new ArrayList<Note>();
        if (first != null) {
          batch.add(first);
          waiting.drainTo(batch, AT_ONCE);
          write(batch);
          if (batch.stream().noneMatch(note -> Note.refuses(note.decision()))) {
            // Nobody waits: what comes now shares the next write.
            Thread.sleep(LINGER);
          }
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(List<Note> batch) {
    try {
      take(batch);
      batch.forEach(note -> note.done().complete(null));
    } catch (RuntimeException | Error failure) {
      LOG.warn("the last decisions of visitors could not be kept: {}", failure.getMessage());
      batch.forEach(this::holdInMemory);
      batch.forEach(note -> note.done().completeExceptionally(failure));
    }
  }

  /// What visitors took back of their own cookie's is in force all the same, until a restart.
  private void holdInMemory(Note note) {
    for (var key : note.proven()) {
      note.withdrawal(true, Optional.empty())
          .ifPresent(taken -> withdrawals.hold(records.hash(key), taken));
    }
  }

  private void take(List<Note> notes) {
    var now = notes.getLast().at();
    withdrawals.forget(now, remembersWithdrawals);
    var batch = new NoteBatch(records, withdrawals, kept(), remembersWithdrawals);
    var writes = batch.writes(notes, now);
    records.write(writes);
    for (var write : writes) {
      if (write instanceof ConsentWrite.Stop(var visitor, var withdrawal, _)) {
        withdrawals.written(visitor, withdrawal);
      }
    }
  }

  /// What was given is known for as long as taking it back must stop something.
  private Duration kept() {
    var remembers = remember.get();
    return remembers.compareTo(remembersWithdrawals) > 0 ? remembers : remembersWithdrawals;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
      var rest = new ArrayList<Note>();
      waiting.drainTo(rest);
      if (!rest.isEmpty()) {
        write(rest);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
