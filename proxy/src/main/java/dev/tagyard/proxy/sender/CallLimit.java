package dev.tagyard.proxy.sender;

import java.time.Duration;
import java.util.Optional;

/// How many calls to one vendor may be under way at once: more while it answers as fast as ever,
/// fewer as soon as it fails or slows down (additive increase, multiplicative decrease). Owned by
/// one sender; its calls report from their own threads.
final class CallLimit {
  private static final double FIRST = 4;
  private static final double AFTER_FAILURE = 0.5;
  private static final double AFTER_SLOWNESS = 0.8;

  /// Slow is what takes this many times as long as usual, and this much longer.
  private static final double SLOW = 2;

  private static final double SLOW_NANOS = Duration.ofMillis(20).toNanos();

  private double limit = FIRST;

  /// As last asked for.
  private int most = 1;

  private int underWay;

  /// Whether it was ever cut: until then it grows by one with each answer.
  private boolean cut;

  /// Calls of an era before the last cut say nothing of what is allowed now.
  private int era;

  private boolean closed;

  /// Calls by how many events they carry: the larger may take longer.
  private final Pace[] paces = new Pace[16];

  /// How long calls of one size take.
  private static final class Pace {
    private double usual;
    private double recent;

    /// @param limit how many calls make a round
    boolean slow(double nanos, double limit) {
      if (usual == 0) {
        usual = nanos;
        recent = nanos;
        return false;
      }
      recent += (nanos - recent) / 5;
      // Faster is usual soon, slower only when it lasts for many rounds.
      usual += (recent - usual) * (recent < usual ? 0.1 : 0.02 / limit);
      return recent > SLOW * usual + SLOW_NANOS;
    }
  }

  /// A call that may be made; to be given back.
  final class Permit {
    private final int since;

    private Permit(int since) {
      this.since = since;
    }

    /// The vendor answered, whatever it said of the events.
    void answered(int events, Duration took) {
      judge(since, pace(events), (double) took.toNanos());
    }

    /// The vendor could not be reached, or was not able to answer.
    void failed() {
      shrink(since, AFTER_FAILURE);
    }

    void giveBack() {
      ended();
    }
  }

  /// Waits for room; absent once this is closed.
  ///
  /// @param most never more than this
  synchronized Optional<Permit> acquire(int most) throws InterruptedException {
    this.most = most;
    limit = Math.min(limit, most);
    while (!closed && underWay >= now()) {
      wait();
    }
    if (closed) {
      return Optional.empty();
    }
    underWay++;
    return Optional.of(new Permit(era));
  }

  /// How many calls there may be.
  synchronized int now() {
    return (int) limit;
  }

  /// Lets nobody in any more.
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  private synchronized void judge(int since, int size, double nanos) {
    var pace = paces[size] == null ? new Pace() : paces[size];
    paces[size] = pace;
    if (pace.slow(nanos, limit)) {
      shrink(since, AFTER_SLOWNESS);
    } else if (underWay * 2 >= now()) {
      limit = Math.min(most, limit + (cut ? 1 / limit : 1));
      notifyAll();
    }
  }

  private synchronized void shrink(int since, double to) {
    if (since == era) {
      limit = Math.max(1, limit * to);
      cut = true;
      era++;
    }
  }

  private synchronized void ended() {
    underWay--;
    notifyAll();
  }

  private static int pace(int events) {
    return Math.min(15, Integer.SIZE - Integer.numberOfLeadingZeros(events));
  }
}
