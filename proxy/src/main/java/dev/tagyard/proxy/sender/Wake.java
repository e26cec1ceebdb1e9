package dev.tagyard.proxy.sender;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What a loop waits for between its steps: a call, or that some time is over.
final class Wake {
  private boolean called;

  /// Ends the wait under way, or else the next one.
  synchronized void call() {
    called = true;
    notifyAll();
  }

  /// Never returns before its time without a call: a loop on a virtual thread that only looked at
  /// the clock would keep a carrier to itself.
  synchronized void await(Duration wait) throws InterruptedException {
    var until = System.nanoTime() + wait.toNanos();
    while (!called) {
      var left = until - System.nanoTime();
      if (left <= 0) {
        break;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    called = false;
  }
}
