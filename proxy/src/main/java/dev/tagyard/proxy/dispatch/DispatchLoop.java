package dev.tagyard.proxy.dispatch;

import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.LogUnavailable;
import dev.tagyard.proxy.plan.Plan;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the journal: read a stretch, dispatch it, commit it, one after the other on a virtual
/// thread. The plan is asked for once a stretch, so a reload falls between two.
public final class DispatchLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DispatchLoop.class);
  private static final int STRETCH = 512;
  private static final Duration POLL = Duration.ofSeconds(1);

  private final EventLog log;
  private final Dispatcher dispatcher;
  private final Supplier<Plan> plan;
  private final InstantSource clock;
  private final Thread thread;

  public DispatchLoop(
      EventLog log, Dispatcher dispatcher, Supplier<Plan> plan, InstantSource clock) {
    this.log = log;
    this.dispatcher = dispatcher;
    this.plan = plan;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("dispatch").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.interrupted()) {
        step();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void step() throws InterruptedException {
    try {
      next();
    } catch (LogUnavailable unavailable) {
      LOG.warn("dispatch waits for the event log: {}", unavailable.getMessage());
      Thread.sleep(POLL);
    } catch (RuntimeException | Error bug) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException("closing");
      }
      LOG.error("dispatch failed after position {}; it tries again", log.cursor().value(), bug);
      Thread.sleep(POLL);
    }
  }

  private void next() throws InterruptedException {
    try {
      var stretch = log.read(log.cursor(), STRETCH, POLL);
      if (!stretch.isEmpty()) {
        commit(stretch);
      }
    } catch (CorruptRecord corrupt) {
      var upTo = corrupt.upTo().orElseThrow(() -> corrupt);
      LOG.error(
          "the journal cannot be read from position {} to {}: these events are passed over, and"
              + " counted as unknown for each destination",
          log.cursor().value() + 1,
          upTo.value(),
          corrupt);
      log.commit(dispatcher.passOver(upTo));
    }
  }

  private void commit(List<Journaled> stretch) {
    var running = plan.get();
    try {
      log.commit(dispatcher.dispatch(stretch, running, clock.instant()));
    } catch (LogUnavailable unavailable) {
      throw unavailable;
    } catch (RuntimeException | StackOverflowError bug) {
      if (stretch.size() > 1) {
        // One event is at fault: the others go on.
        stretch.forEach(single -> commit(List.of(single)));
        return;
      }
      LOG.error("event {} cannot be dispatched", stretch.getFirst().entry().event().id(), bug);
      log.commit(dispatcher.bury(stretch.getFirst(), clock.instant(), bug.toString()));
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
