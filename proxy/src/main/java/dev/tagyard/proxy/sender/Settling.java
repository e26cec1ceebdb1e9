package dev.tagyard.proxy.sender;

import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.LogUnavailable;
import dev.tagyard.proxy.eventlog.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down what became of one destination's deliveries, on a virtual thread of its own: what
/// came since the last write is the next one, so that many small calls share a write.
///
/// Bounded by what the sender has under way.
final class Settling implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Settling.class);

  /// From one write to the next. Calls that carry one event each would otherwise be written in
  /// groups of a handful, and wake the log's writer for each.
  private static final Duration PAUSE = Duration.ofMillis(5);

  private static final Duration TROUBLE = Duration.ofSeconds(1);
  private static final Duration LAST_WRITE = Duration.ofSeconds(10);

  private final EventLog log;
  private final Consumer<List<Settlement>> written;
  private final LinkedBlockingQueue<Settlement> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closing;

  /// @param written is told of what is in the log now, or never will be
  Settling(String destination, EventLog log, Consumer<List<Settlement>> written) {
    this.log = log;
    this.written = written;
    this.thread = Thread.ofVirtual().name("settling-" + destination).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void add(List<Settlement> settlements) {
    queue.addAll(settlements);
  }

  private void run() {
    var next = new ArrayList<Settlement>();
    try {
      while (!closing || !queue.isEmpty()) {
        next.add(queue.take());
        queue.drainTo(next);
        settle(List.copyOf(next));
        next.clear();
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void settle(List<Settlement> settlements) throws InterruptedException {
    try {
      write(settlements);
    } catch (RuntimeException | StackOverflowError bug) {
      if (settlements.size() > 1) {
        // One is at fault: the others are written.
        for (var single : settlements) {
          settle(List.of(single));
        }
        return;
      }
      LOG.error(
          "{} cannot be settled and is tried again", settlements.getFirst().entry().key(), bug);
    }
    written.accept(settlements);
  }

  /// However long the log takes, or what the code itself lacks: forgetting it would send twice.
  private void write(List<Settlement> settlements) throws InterruptedException {
    while (true) {
      try {
        log.settle(settlements);
        return;
      } catch (LogUnavailable unavailable) {
        Thread.sleep(TROUBLE);
      } catch (StackOverflowError deep) {
        throw deep;
      } catch (Error fault) {
        LOG.error(
            "{} cannot write down what came of deliveries; it tries again",
            thread.getName(),
            fault);
        Thread.sleep(TROUBLE);
      }
    }
  }

  /// Writes what waits, then stops.
  @Override
  public void close() {
    closing = true;
    try {
      if (queue.isEmpty()) {
        thread.interrupt();
      }
      if (!thread.join(LAST_WRITE)) {
        thread.interrupt();
        thread.join();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
