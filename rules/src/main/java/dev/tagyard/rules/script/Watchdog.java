package dev.tagyard.rules.script;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A thread that looks at all guards every few milliseconds while anything runs, and sleeps
/// otherwise.
final class Watchdog implements AutoCloseable {
  private static final long PERIOD_NANOS = 4_000_000;

  private final List<Guard> guards = new CopyOnWriteArrayList<>();
  private final AtomicInteger busy = new AtomicInteger();
  private final Thread thread = new Thread(this::watch, "rules-watchdog");
  private volatile boolean closed;

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  void add(Guard guard) {
    guards.add(guard);
  }

  void remove(Guard guard) {
    guards.remove(guard);
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
        guards.forEach(Guard::check);
        LockSupport.parkNanos(this, PERIOD_NANOS);
      }
    }
  }
}
