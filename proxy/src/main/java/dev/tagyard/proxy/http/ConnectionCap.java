package dev.tagyard.proxy.http;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// How many connections are open, in all and from one network. Holds no more than there are open
/// connections.
final class ConnectionCap {
  /// Whether one more may be opened, and what is in the way.
  enum Verdict {
    OPEN,
    FULL,
    FULL_FOR_NETWORK
  }

  private final AtomicInteger open = new AtomicInteger();
  private final Map<Long, Integer> byNetwork = new ConcurrentHashMap<>();

  /// @param network whose connections are counted; empty for a proxy, behind which many stand
  /// @param most in all
  /// @param mostOfNetwork of one network
  Verdict opened(OptionalLong network, int most, int mostOfNetwork) {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      return Verdict.FULL;
    }
    if (network.isPresent()
        && byNetwork.merge(network.getAsLong(), 1, Integer::sum) > mostOfNetwork) {
      closed(network);
      return Verdict.FULL_FOR_NETWORK;
    }
    return Verdict.OPEN;
  }

  void closed(OptionalLong network) {
    open.decrementAndGet();
    if (network.isPresent()) {
      byNetwork.computeIfPresent(network.getAsLong(), (_, count) -> count == 1 ? null : count - 1);
    }
  }

  int open() {
    return open.get();
  }

  /// Networks with a connection open.
  int networks() {
    return byNetwork.size();
  }
}
