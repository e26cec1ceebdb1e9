package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.LogUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes. What waits when the last write ends makes the next one: no delay is
/// added, and the busier it is the more share a sync.
///
/// After a failed write it closes the files and opens them again until that works: RocksDB takes no
/// more writes after an error in the background, and what is on disk is the only truth then.
final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private static final int GROUP_ENTRIES = 4_096;
  private static final long GROUP_BYTES = 4L << 20;
  private static final long TICK_MILLIS = 500;

  private final Engine engine;
  private final FreeSpace space;
  private final long mostQueued;
  private final Telemetry telemetry;
  private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
  private final AtomicLong queued = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Thread thread;

  /// What was taken from the queue and waits for the next write; the writer's own.
  private Optional<Work> held = Optional.empty();

  private volatile Consumer<Set<String>> listener = destinations -> {};
  private volatile Optional<String> broken = Optional.empty();
  private volatile Optional<String> full = Optional.empty();
  private volatile boolean closing;
  private volatile boolean ended;

  /// @param mostQueued bytes of memory for what waits
  Writer(Engine engine, FreeSpace space, long mostQueued, Telemetry telemetry) {
    this.engine = engine;
    this.space = space;
    this.mostQueued = mostQueued;
    this.telemetry = telemetry;
    this.thread = Thread.ofPlatform().name("log-writer").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Optional<String> trouble() {
    return broken.or(() -> full);
  }

  void onOutbox(Consumer<Set<String>> listener) {
    this.listener = listener;
  }

  /// Whether an append would be refused now, and why: asked before the work of sealing.
  Optional<LogUnavailable> refusal() {
    return closing
        ? Optional.of(unavailable("the log is closed"))
        : trouble().map(Writer::unavailable);
  }

  /// Never blocks. The work's future ends on the writer's thread.
  void submit(Work work) {
    var refused =
        closing ? Optional.of(unavailable("the log is closed")) : broken.map(Writer::unavailable);
    if (refused.isEmpty() && !admits(work)) {
      refused = Optional.of(unavailable("more waits to be written than may be held in memory"));
    }
    if (refused.isPresent()) {
      work.done().completeExceptionally(refused.get());
      return;
    }
    queue.add(work);
    if (ended && queue.remove(work)) {
      work.done().completeExceptionally(unavailable("the log is closed"));
    }
  }

  /// Turns away what is new alone, and only where other work waits: what was accepted could else
  /// never go on, whatever its size.
  private boolean admits(Work work) {
    var all = queued.addAndGet(cost(work));
    if (all <= mostQueued || all == cost(work) || !(work instanceof Work.Append)) {
      return true;
    }
    queued.addAndGet(-cost(work));
    return false;
  }

  /// Waits until the journal reaches beyond a position; false when it did not in time.
  boolean awaitBeyond(long position, long nanos) throws InterruptedException {
    var left = nanos;
    lock.lockInterruptibly();
    try {
      while (engine.frame().end() <= position) {
        if (left <= 0 || ended) {
          return false;
        }
        left = moved.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Writes what waits, then stops.
  @Override
  public void close() {
    closing = true;
    queue.add(new Work.Wake(0, new Work.Done()));
    var interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Work> group = List.of();
    try {
      while (true) {
        group = next();
        if (group.isEmpty() && closing) {
          break;
        }
        if (broken.isPresent()) {
          fail(group, unavailable(broken.get()));
          repair();
        } else {
          write(withRoom(group));
        }
      }
    } finally {
      ended = true;
      if (!closing) {
        broken = Optional.of("the event log's writer has died");
      }
      var why = unavailable(broken.orElse("the log is closed"));
      // Those that are done already stay so.
      fail(group, why);
      fail(held.stream().toList(), why);
      fail(new ArrayList<>(queue), why);
      wake();
    }
  }

  /// What waits now; nothing when for a tick nothing came. Pruning goes alone: it looks at what is
  /// on disk, and would take away what is made anew in the same write.
  private List<Work> next() {
    var group = new ArrayList<Work>();
    try {
      var first =
          held.isPresent()
              ? held.get()
              : queue.poll(closing ? 0 : TICK_MILLIS, TimeUnit.MILLISECONDS);
      held = Optional.empty();
      var entries = 0;
      var bytes = 0L;
      for (var work = first; work != null; work = queue.poll()) {
        if (work instanceof Work.Prune && !group.isEmpty()) {
          held = Optional.of(work);
          break;
        }
        group.add(work);
        queued.addAndGet(-cost(work));
        entries += work instanceof Work.Append append ? append.entries().size() : 1;
        bytes += work.bytes();
        if (entries >= GROUP_ENTRIES || bytes >= GROUP_BYTES || work instanceof Work.Prune) {
          break;
        }
      }
    } catch (InterruptedException notOurs) {
      LOG.warn("the log's writer was interrupted and goes on");
    }
    return group;
  }

  /// Turns appends away while the disk is nearly full, so that the rest can still go on.
  private List<Work> withRoom(List<Work> group) {
    var now = space.shortage();
    if (!now.equals(full)) {
      now.ifPresentOrElse(
          why -> LOG.error("the event log takes no more events: {}", why),
          () -> LOG.info("the event log takes events again"));
      full = now;
    }
    if (now.isEmpty()) {
      return group;
    }
    var rest = new ArrayList<Work>();
    for (var work : group) {
      if (work instanceof Work.Append) {
        work.done().completeExceptionally(unavailable(now.get()));
      } else {
        rest.add(work);
      }
    }
    return rest;
  }

  private void write(List<Work> works) {
    if (works.isEmpty()) {
      return;
    }
    Group written;
    var start = System.nanoTime();
    try {
      written = engine.write(works);
    } catch (RocksDBException | RuntimeException failed) {
      broke("cannot write", failed);
      fail(works, new LogUnavailable("the event log could not be written", failed));
      return;
    }
    telemetry.wrote(written, System.nanoTime() - start);
    works.forEach(work -> work.done().complete(null));
    wake();
    if (!written.outboxesTouched().isEmpty()) {
      tell(written.outboxesTouched());
    }
  }

  private void tell(Set<String> destinations) {
    try {
      listener.accept(Set.copyOf(destinations));
    } catch (RuntimeException bug) {
      LOG.error("a listener to the event log failed", bug);
    }
  }

  private void broke(String what, Exception failed) {
    telemetry.failed();
    broken = Optional.of("the event log " + what + ": " + failed.getMessage());
    LOG.error("the event log {}; it is opened again until that works", what, failed);
    engine.release();
  }

  private void repair() {
    try {
      engine.open();
      broken = Optional.empty();
      LOG.info("the event log is written again");
    } catch (RocksDBException | RuntimeException failed) {
      telemetry.failed();
      broken = Optional.of("the event log cannot be opened: " + failed.getMessage());
      pause();
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
    } catch (InterruptedException notOurs) {
      LOG.warn("the log's writer was interrupted and goes on");
    }
  }

  private void wake() {
    lock.lock();
    try {
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static void fail(List<Work> works, LogUnavailable why) {
    works.forEach(work -> work.done().completeExceptionally(why));
  }

  /// With the objects that a work holds on to beside its bytes.
  private static long cost(Work work) {
    return 256
        + (work instanceof Work.Append append
            ? append.weight() + append.bytes()
            : 8 * work.bytes());
  }

  private static LogUnavailable unavailable(String why) {
    return new LogUnavailable(why, new IllegalStateException(why));
  }
}
