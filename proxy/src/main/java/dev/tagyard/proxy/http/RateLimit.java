package dev.tagyard.proxy.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A token bucket for each visitor's network. Memory is bounded: those that were quiet longest are
/// forgotten, and start anew with a full bucket.
final class RateLimit {
  private static final long NANOS = 1_000_000_000L;

  private final Cache<Long, AtomicLong> buckets;

  /// @param networks remembered at most
  RateLimit(int networks) {
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(networks)
            .expireAfterAccess(Duration.ofMinutes(10))
            .executor(Runnable::run)
            .build();
  }

  /// Takes one token.
  ///
  /// @param network as [dev.tagyard.proxy.visitor.Addresses#network] gives it
  /// @param perSecond requests that a network may make in the long run; 0 for no limit
  /// @param burst requests that it may make at once
  /// @param now nanoseconds of a clock that only goes forward
  /// @return false when the bucket is empty
  boolean admit(long network, int perSecond, int burst, long now) {
    if (perSecond == 0) {
      return true;
    }
    var nanosPerRequest = NANOS / perSecond;
    // A bucket is the time at which it will be full again.
    var full = buckets.get(network, _ -> new AtomicLong(now));
    while (true) {
      var known = full.get();
      var next = Math.max(known, now) + nanosPerRequest;
      if (next - now > nanosPerRequest * burst) {
        return false;
      }
      if (full.compareAndSet(known, next)) {
        return true;
      }
    }
  }

  /// Buckets held now, roughly.
  long size() {
    return buckets.estimatedSize();
  }
}
