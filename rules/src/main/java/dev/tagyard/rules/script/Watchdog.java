package dev.tagyard.rules.script;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A thread that looks at all guards every few milliseconds while anything runs, and sleeps
/// otherwise.
final class Watchdog implements AutoCloseable {
  private static final long PERIOD_NANOS = 4_000_000;

  /// @param givenUp what to do when the guard's thread had to be given up
  private record Watched(Guard guard, Runnable givenUp) {}

  private final List<Watched> guards = new CopyOnWriteArrayList<>();
  private final AtomicInteger busy = new AtomicInteger();
  private final Thread thread = new Thread(this::watch, "rules-watchdog");
  private volatile boolean closed;

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /// @param givenUp called once, should the guard's thread have to be given up
  void add(Guard guard, Runnable givenUp) {
    guards.add(new Watched(guard, givenUp));
  }

  void remove(Guard guard) {
    guards.removeIf(watched -> watched.guard.equals(guard));
  }

  /// Wakes it until as many [#rest] have followed.
  void work() {
    if (busy.getAndIncrement() == 0) {
      LockSupport.unpark(thread);
    }
  }

  void rest() {
    busy.decrementAndGet();
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void watch() {
    while (!closed) {
      if (busy.get() == 0) {
        LockSupport.park(this);
      } else {
        guards.forEach(Watchdog::check);
        LockSupport.parkNanos(this, PERIOD_NANOS);
      }
    }
  }

  /// What fails for one is told, and ends the watch over no other.
  private static void check(Watched watched) {
    try {
      if (watched.guard.check()) {
        watched.givenUp.run();
      }
    } catch (RuntimeException | Error bug) {
      var thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
    }
  }
}
