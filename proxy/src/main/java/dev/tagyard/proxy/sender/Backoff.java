package dev.tagyard.proxy.sender;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Exponential waits with full jitter.
///
/// @param first the most that the first retry waits by itself
/// @param most no retry waits longer by itself
public record Backoff(Duration first, Duration most) {
  public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(10));

  /// @param attempts made so far, from 1
  /// @param leastWait what the vendor asked for; it is never undercut
  public Duration delay(int attempts, Duration leastWait, RandomGenerator chance) {
    var doublings = Math.min(Math.max(attempts - 1, 0), 20);
    var ceiling = Math.min(first.toMillis() << doublings, most.toMillis());
    var wait = Duration.ofMillis(ceiling <= 0 ? 0 : chance.nextLong(ceiling + 1));
    return wait.compareTo(leastWait) < 0 ? leastWait.plus(wait.dividedBy(10)) : wait;
  }
}
