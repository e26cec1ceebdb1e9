package dev.tagyard.proxy.admin;

import java.time.Instant;

/// Times that lie as far apart as a rate asks. Due times hold it, so it outlives a restart.
final class Pace {
  private final Instant start;
  private final int perSecond;
  private long given;

  Pace(Instant start, int perSecond) {
    this.start = start;
    this.perSecond = perSecond;
  }

  Instant next() {
    return at(given++);
  }

  Instant last() {
    return at(Math.max(0, given - 1));
  }

  private Instant at(long n) {
    return start.plusMillis(n * 1_000 / perSecond);
  }
}
