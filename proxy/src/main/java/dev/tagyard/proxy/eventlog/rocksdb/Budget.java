package dev.tagyard.proxy.eventlog.rocksdb;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Bytes that may be held. Each destination has an equal share of them: one whose vendor is away
/// holds its own for long, and leaves the others theirs.
final class Budget {
  private final long most;
  private final Map<Integer, Share> shares = new ConcurrentHashMap<>();
  private final AtomicLong left;

  Budget(long most) {
    this.most = most;
    this.left = new AtomicLong(most);
  }

  Share of(int destination) {
    return shares.computeIfAbsent(destination, _ -> new Share());
  }

  final class Share {
    private final AtomicLong held = new AtomicLong();

    boolean take(long bytes) {
      // The whole counts too: shares were larger before there was one more destination.
      var room = left.addAndGet(-bytes) >= 0;
      if (held.addAndGet(bytes) <= most / shares.size() && room) {
        return true;
      }
      give(bytes);
      return false;
    }

    void give(long bytes) {
      held.addAndGet(-bytes);
      left.addAndGet(bytes);
    }
  }
}
