package dev.tagyard.bench;

import java.util.Arrays;
import java.util.BitSet;

/// Which events were sent when, and which of them arrived at which vendor. Sent by one thread,
/// arriving on another.
final class Tally {
  static final int META = 0;
  static final int GA4 = 1;
  static final int PARTNER = 2;
  static final int VENDORS = 3;

  private static final int REMEMBERED = 1 << 22;

  /// Vendors from this one on are not timed.
  private final int timed;

  private final long[] sentAt = new long[REMEMBERED];
  private final BitSet[] arrived = {new BitSet(), new BitSet(), new BitSet()};
  private final long[] distinct = new long[VENDORS];
  private long repeats;
  private long[] latencies = new long[1 << 16];
  private int measured;
  private long next = 1;
  private long firstArrival;
  private long lastArrival;

  Tally() {
    this(VENDORS);
  }

  Tally(int timed) {
    this.timed = timed;
  }

  synchronized long next() {
    return next++;
  }

  synchronized void sent(long number, long nanoTime) {
    sentAt[(int) (number % REMEMBERED)] = nanoTime;
  }

  synchronized void arrived(int vendor, long number, long nanoTime) {
    if (arrived[vendor].get((int) number)) {
      repeats++;
      return;
    }
    arrived[vendor].set((int) number);
    distinct[vendor]++;
    lastArrival = nanoTime;
    firstArrival = firstArrival == 0 ? nanoTime : firstArrival;
    if (vendor >= timed) {
      return;
    }
    if (measured == latencies.length) {
      latencies = Arrays.copyOf(latencies, measured * 2);
    }
    latencies[measured++] = nanoTime - sentAt[(int) (number % REMEMBERED)];
  }

  /// Different events that a vendor got.
  synchronized long distinct(int vendor) {
    return distinct[vendor];
  }

  synchronized long repeats() {
    return repeats;
  }

  /// 0 before the first.
  synchronized long firstArrival() {
    return firstArrival;
  }

  synchronized long lastArrival() {
    return lastArrival;
  }

  /// From sending to arrival, sorted, since the last time it was asked.
  synchronized long[] takeLatencies() {
    var taken = Arrays.copyOf(latencies, measured);
    measured = 0;
    Arrays.sort(taken);
    return taken;
  }
}
