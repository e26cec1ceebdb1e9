package dev.tagyard.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// The figures of one round at one server.
///
/// @param perSecond answers, or events that arrived everywhere
/// @param p50Millis likewise p99
/// @param cpuMicros of the server, for each
/// @param loadShare of its core that the load generator took
record Round(
    double perSecond, double p50Millis, double p99Millis, double cpuMicros, double loadShare) {
  static Round of(
      long count, long nanos, long[] sortedNanos, double cpuSeconds, double loadCpuSeconds) {
    return new Round(
        count * 1e9 / nanos,
        percentile(sortedNanos, 0.50),
        percentile(sortedNanos, 0.99),
        cpuSeconds * 1e6 / Math.max(1, count),
        loadCpuSeconds * 1e9 / nanos);
  }

  static double percentile(long[] sortedNanos, double share) {
    return sortedNanos.length == 0
        ? Double.NaN
        : sortedNanos[(int) Math.min(sortedNanos.length - 1, sortedNanos.length * share)] / 1e6;
  }

  static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    var sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted.length % 2 == 1
        ? sorted[sorted.length / 2]
        : Arrays.stream(sorted, sorted.length / 2 - 1, sorted.length / 2 + 1).average().orElse(0);
  }

  static void print(String what, List<Round> rounds) {
    System.out.printf(
        "  %-10s %,9.0f /s   p50 %6.2f ms   p99 %7.2f ms   CPU %6.1f µs   load generator %3.0f%%%n",
        what,
        median(rounds, Round::perSecond),
        median(rounds, Round::p50Millis),
        median(rounds, Round::p99Millis),
        median(rounds, Round::cpuMicros),
        100 * median(rounds, Round::loadShare));
  }
}
