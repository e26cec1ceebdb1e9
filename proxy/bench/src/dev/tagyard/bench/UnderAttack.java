package dev.tagyard.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Visitors at a steady rate, in turns alone and beside a flood of garbage from one address.
final class UnderAttack {
  private static final long SECOND = 1_000_000_000L;
  private static final double VISITORS_PER_SECOND = 500;
  private static final double WARM_PER_SECOND = 4_000;
  private static final long WARM_REQUESTS = 3_000;
  private static final double FLOOD_PER_SECOND = 10_000;
  private static final int LEAST_SECONDS = 5;
  private static final double GOAL = 2;
  private static final int MOST_CALMING = 16;
  private static final double CALM = 0.05;

  private final Tagyard tagyard;
  private final Options options;

  UnderAttack(Tagyard tagyard, Options options) {
    this.tagyard = tagyard;
    this.options = options;
  }

  /// @param p99Millis of the visitors' requests
  /// @param flooded garbage a second that was answered
  /// @param refused of it, with 429
  /// @param cpu cores that the server took
  private record Turn(
      double p50Millis, double p99Millis, double flooded, double refused, double cpu) {}

  /// @return whether nothing was lost and the goal was met
  boolean run() throws IOException {
    System.out.printf(
        "%n%,.0f visitors' events a second, alone and beside %,.0f requests of garbage a second"
            + " from one address%n",
        VISITORS_PER_SECOND, FLOOD_PER_SECOND);
    var quiet = new ArrayList<Turn>();
    var attacked = new ArrayList<Turn>();
    var warm = warmUp();
    tagyard.drain(0);
    // Connections of its own: the drain may take longer than idle ones are kept.
    try (var load =
        new Load(tagyard.port(), options.connections(), 202, Requests::event, tagyard.tally())) {
      tagyard.pin();
      var seconds = Math.max(LEAST_SECONDS, options.seconds());
      calm(load, seconds);
      for (var round = 0; round < options.rounds(); round++) {
        quiet.add(turn(load, 0, seconds));
        attacked.add(turn(load, FLOOD_PER_SECOND, seconds));
      }
      print("alone", quiet);
      print("attacked", attacked);
      var ratios = new ArrayList<Double>();
      for (var round = 0; round < options.rounds(); round++) {
        ratios.add(attacked.get(round).p99Millis() / quiet.get(round).p99Millis());
      }
      ratios.sort(null);
      var median = ratios.get(ratios.size() / 2);
      System.out.printf(
          "  p99 ratio  %.2f (median of %d rounds; %.2f to %.2f; goal: at most %.0f%s)%n",
          median,
          ratios.size(),
          ratios.getFirst(),
          ratios.getLast(),
          GOAL,
          median > GOAL ? ", MISSED" : "");
      System.out.printf(
          "  a request of the flood costs %.1f µs of CPU%n",
          (median(attacked, Turn::cpu) - median(quiet, Turn::cpu))
              * 1e6
              / median(attacked, Turn::flooded));
      load.firstFailure().ifPresent(System.out::println);
      return checked(load, warm) & median <= GOAL;
    }
  }

  /// As many requests as it takes to be compiled; at the rates of the rounds that would take long.
  ///
  /// @return events accepted
  private long warmUp() throws IOException {
    var least = options.warmSeconds() * WARM_REQUESTS;
    try (var load =
            new Load(tagyard.port(), options.connections(), 202, Requests::event, tagyard.tally());
        var flood = Flood.start(tagyard.port(), FLOOD_PER_SECOND)) {
      while (load.answered() < least) {
        load.run(least - load.answered(), options.warmSeconds() * SECOND, WARM_PER_SECOND);
      }
      System.out.printf("  warmed up with %,d and %,d requests%n", least, flood.answered());
      return load.answered() - load.failures();
    }
  }

  /// The rates of the rounds run other code than the warm-up did: few events at a time. Rounds that
  /// do not count, until the server's compilers have little left to do.
  private void calm(Load load, int seconds) throws IOException {
    for (var turn = 0; turn < MOST_CALMING; turn++) {
      var before = tagyard.child().compilerSeconds();
      var start = System.nanoTime();
      turn(load, turn % 2 == 0 ? 0 : FLOOD_PER_SECOND, seconds);
      var share = (tagyard.child().compilerSeconds() - before) * 1e9 / (System.nanoTime() - start);
      if (turn > 1 && share < CALM) {
        System.out.printf("  calm after %d rounds that do not count%n", turn + 1);
        return;
      }
    }
    System.out.println("  the server's compilers are not calm yet: the figures are too high");
  }

  private boolean checked(Load load, long warm) throws IOException {
    var accepted = warm + load.answered() - load.failures();
    tagyard.drain(0);
    var counted = tagyard.accepted();
    System.out.printf(
        "  checked: %,d accepted, the log holds %,d; wrong answers %d%n",
        accepted, counted, load.failures());
    return tagyard.allArrived(accepted) && load.failures() == 0 && counted == accepted;
  }

  private Turn turn(Load load, double floodPerSecond, int seconds) throws IOException {
    var cpu = tagyard.child().cpuSeconds();
    var start = System.nanoTime();
    if (floodPerSecond == 0) {
      var seen = load.run(Long.MAX_VALUE, seconds * SECOND, VISITORS_PER_SECOND);
      return of(seen, 0, 0, cpu, start);
    }
    try (var flood = Flood.start(tagyard.port(), floodPerSecond)) {
      var seen = load.run(Long.MAX_VALUE, seconds * SECOND, VISITORS_PER_SECOND);
      return of(seen, flood.answered(), flood.refused(), cpu, start);
    }
  }

  private Turn of(Load.Seen seen, long flooded, long refused, double cpu, long start) {
    var spent = (System.nanoTime() - start) / 1e9;
    return new Turn(
        Round.percentile(seen.sortedNanos(), 0.50),
        Round.percentile(seen.sortedNanos(), 0.99),
        flooded / spent,
        refused / spent,
        (tagyard.child().cpuSeconds() - cpu) / spent);
  }

  private static void print(String what, List<Turn> turns) {
    System.out.printf(
        "  %-10s p50 %6.2f ms   p99 %7.2f ms   server CPU %3.0f%%   garbage %,7.0f /s, refused"
            + " %,7.0f /s%n",
        what,
        median(turns, Turn::p50Millis),
        median(turns, Turn::p99Millis),
        100 * median(turns, Turn::cpu),
        median(turns, Turn::flooded),
        median(turns, Turn::refused));
  }

  private static double median(List<Turn> turns, ToDoubleFunction<Turn> figure) {
    var sorted = turns.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
