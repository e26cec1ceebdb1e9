package dev.tagyard.rules.script;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.graalvm.polyglot.Context;
import org.jspecify.annotations.Nullable;

/// Stops one thread's script when it takes too long or makes too much. The thread that runs the
/// script begins and ends; the [Watchdog] checks.
///
/// Time is the thread's own processor time: a script cannot sleep, and what a busy machine or the
/// garbage collector takes is not its fault. It counts from the watchdog's first look at the call.
///
/// A script that recurses by nothing but exceptions cannot be stopped by the engine when it is not
/// compiled. Its thread is abandoned.
final class Guard {
  /// What a call was stopped for.
  enum Limit {
    TIME,
    MEMORY
  }

  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private @Nullable Context running;
  private @Nullable Limit hit;
  private boolean seen;
  private boolean stopping;
  private boolean abandoned;
  private long threadId;
  private long nanos;
  private long bytes;

  /// @param allocatedBytes made in all, also what was freed again
  synchronized void begin(Context context, Duration time, long allocatedBytes) {
    threadId = Thread.currentThread().threadId();
    nanos = time.toNanos();
    bytes = allocatedBytes;
    seen = false;
    hit = null;
    running = context;
  }

  /// Waits for the watchdog, should it be at stopping this very call.
  ///
  /// @return the limit that the call was stopped for
  synchronized Optional<Limit> end() {
    running = null;
    var interrupted = false;
    while (stopping) {
      try {
        wait();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return Optional.ofNullable(hit);
  }

  /// Whether its thread was given up, so that nothing that it still does counts.
  synchronized boolean abandoned() {
    return abandoned;
  }

  /// Called by the watchdog again and again.
  ///
  /// @return whether the thread was given up just now
  boolean check() {
    var context = overLimit();
    if (context.isEmpty()) {
      return false;
    }
    try {
      context.get().interrupt(PATIENCE);
      return stopped(false);
    } catch (TimeoutException deaf) {
      return stopped(true);
    }
  }

  private synchronized Optional<Context> overLimit() {
    var context = running;
    if (context == null || hit != null || abandoned) {
      return Optional.empty();
    }
    var used = THREADS.getThreadCpuTime(threadId);
    var made = THREADS.getThreadAllocatedBytes(threadId);
    if (!seen) {
      nanos += used;
      bytes += made;
      seen = true;
    }
    if (used <= nanos && made <= bytes) {
      return Optional.empty();
    }
    hit = used > nanos ? Limit.TIME : Limit.MEMORY;
    stopping = true;
    return Optional.of(context);
  }

  private synchronized boolean stopped(boolean deaf) {
    abandoned = deaf && running != null;
    stopping = false;
    notifyAll();
    return abandoned;
  }
}
