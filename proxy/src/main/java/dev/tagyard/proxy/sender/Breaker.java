package dev.tagyard.proxy.sender;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// Keeps a sender from knocking at a door that does not open: after several failures in a row, or
/// where the vendor names a wait, it waits. After several failures it lets one call through. Owned
/// by one sender; its calls report from their own threads.
final class Breaker {
  private static final int FAILURES = 5;
  private static final Backoff WAITS = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10));

  /// A door is not knocked at without a pause.
  private static final Duration SHORTEST = Duration.ofMillis(500);

  private int failures;
  private Instant openUntil = Instant.EPOCH;

  /// As the vendor asked: a call that was under way then and succeeds changes nothing of it.
  private Instant askedUntil = Instant.EPOCH;

  /// The last that was told of the time.
  private Instant latest = Instant.EPOCH;

  synchronized void succeeded() {
    failures = 0;
    openUntil = Instant.EPOCH;
  }

  /// The vendor could not be reached, or was not able to answer.
  synchronized void failed(Instant now, Duration leastWait, RandomGenerator chance) {
    failures++;
    told(now);
    var asked = now.plus(leastWait);
    askedUntil = leastWait.isPositive() && asked.isAfter(askedUntil) ? asked : askedUntil;
    if (failures >= FAILURES) {
      var least = leastWait.compareTo(SHORTEST) < 0 ? SHORTEST : leastWait;
      openUntil = now.plus(WAITS.delay(failures - FAILURES + 1, least, chance));
    }
  }

  /// How long no call may be made.
  synchronized Duration wait(Instant now) {
    told(now);
    return between(now, openUntil.isAfter(askedUntil) ? openUntil : askedUntil);
  }

  /// How long the vendor wants to be left alone, in its own words.
  synchronized Duration asked(Instant now) {
    told(now);
    return between(now, askedUntil);
  }

  /// A clock that is set back takes the waits along: else they would last for that time too.
  private void told(Instant now) {
    if (now.isBefore(latest)) {
      var back = Duration.between(now, latest);
      openUntil = openUntil.minus(back);
      askedUntil = askedUntil.minus(back);
    }
    latest = now;
  }

  private static Duration between(Instant now, Instant until) {
    return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
  }

  /// After failures one call alone finds out whether the vendor is back.
  synchronized boolean probing() {
    return failures >= FAILURES;
  }
}
