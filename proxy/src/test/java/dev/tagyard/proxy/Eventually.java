package dev.tagyard.proxy;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for something to become true, and says what did not. The only place of these tests that
/// polls.
public final class Eventually {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Duration PERIOD = Duration.ofMillis(50);

  private Eventually() {}

  public static void holds(String what, BooleanSupplier condition) {
    holds(what, DEADLINE, condition);
  }

  public static void holds(String what, Duration deadline, BooleanSupplier condition) {
    var end = System.nanoTime() + deadline.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("after " + deadline.toSeconds() + " s still not so: " + what);
      }
      LockSupport.parkNanos(PERIOD.toNanos());
    }
  }
}
