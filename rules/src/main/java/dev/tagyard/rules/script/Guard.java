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
/// compiled, and what we do with its values between two entries into the engine not at all. The
/// thread of what goes on for long after its limit is abandoned.
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
  private volatile boolean abandoned;
  private long threadId;
  private long nanos;
  private long bytes;

  /// When the thread is given up, of its processor time.
  private long lastNanos;

  /// @param allocatedBytes made in all, also what was freed again
  synchronized void begin(Context context, Duration time, long allocatedBytes) {
    threadId = Thread.currentThread().threadId();
    nanos = time.toNanos();
    bytes = allocatedBytes;
    seen = false;
    hit = null;
    lastNanos = Long.MAX_VALUE;
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
  boolean abandoned() {
    return abandoned;
  }

  /// Called by the watchdog again and again.
  ///
  /// @return whether the thread was given up just now
  boolean check() {
    var context = overLimit();
    return context.isPresent() && stopped(isDeaf(context.get()));
  }

  /// An interrupt that meets nobody in the context is none: who enters it later is not stopped, and
  /// is interrupted at the next look.
  private static boolean isDeaf(Context context) {
    try {
      context.interrupt(PATIENCE);
      return false;
    } catch (TimeoutException deaf) {
      return true;
    } catch (RuntimeException | Error closedMeanwhile) {
      return false;
    }
  }

  private synchronized Optional<Context> overLimit() {
    var context = running;
    if (context == null || abandoned) {
      return Optional.empty();
    }
    if (hit == null) {
      hit = limit().orElse(null);
    }
    stopping = hit != null;
    return stopping ? Optional.of(context) : Optional.empty();
  }

  private Optional<Limit> limit() {
    var used = THREADS.getThreadCpuTime(threadId);
    var made = THREADS.getThreadAllocatedBytes(threadId);
    if (!seen) {
      nanos += used;
      bytes += made;
      seen = true;
    }
    if (used > nanos) {
      return Optional.of(Limit.TIME);
    }
    return made > bytes ? Optional.of(Limit.MEMORY) : Optional.empty();
  }

  private synchronized boolean stopped(boolean deaf) {
    var used = THREADS.getThreadCpuTime(threadId);
    lastNanos = Math.min(lastNanos, used + PATIENCE.toNanos());
    abandoned = running != null && (deaf || used > lastNanos);
    stopping = false;
    notifyAll();
    return abandoned;
  }
}
