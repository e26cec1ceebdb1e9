package dev.tagyard.bench;

import java.io.IOException;
import java.util.ArrayList;

/// A server with rules that misbehave on every event beside one without them, in turns: once the
/// bad ones are suspended, as many events are to come through.
final class BadRules {
  private static final long SECOND = 1_000_000_000L;
  private static final double GOAL = 0.8;

  private final Tagyard good;
  private final Tagyard bad;
  private final Options options;

  BadRules(Tagyard good, Tagyard bad, Options options) {
    this.good = good;
    this.bad = bad;
    this.options = options;
  }

  /// @return whether nothing was lost and the goal was met
  boolean run() throws IOException {
    System.out.println(
        "\nThe whole way to 3 vendors, with good rules alone, and beside a loop, a deep recursion,"
            + " a memory hog and a regular expression that blows up, each on every event");
    try (var alone = load(good);
        var beside = load(bad)) {
      alone.warmUp(options.warmSeconds(), good.child(), () -> good.drain(0));
      beside.warmUp(options.warmSeconds(), bad.child(), () -> bad.drain(0));
      good.pin();
      bad.pin();
      var ratios = new ArrayList<Double>();
      for (var round = 0; round < options.rounds(); round++) {
        var first = perSecond(alone, good);
        ratios.add(perSecond(beside, bad) / first);
      }
      ratios.sort(null);
      var median = ratios.get(ratios.size() / 2);
      System.out.printf(
          "  %.0f%% of the events a second (median of %d rounds; %.0f%% to %.0f%%; goal: at least"
              + " %.0f%%%s)%n",
          100 * median,
          ratios.size(),
          100 * ratios.getFirst(),
          100 * ratios.getLast(),
          100 * GOAL,
          median < GOAL ? ", MISSED" : "");
      System.out.printf(
          "  calls of bad rules: %,.0f stopped or failed, %,.0f left out%n",
          bad.metric("tagyard_rule_time_seconds_count", "end=\"timeout\"")
              + bad.metric("tagyard_rule_time_seconds_count", "end=\"error\""),
          bad.metric("tagyard_rule_time_seconds_count", "end=\"suspended\""));
      return good.allArrived(alone.answered() - alone.failures())
          & bad.allArrived(beside.answered() - beside.failures())
          & median >= GOAL;
    }
  }

  private Load load(Tagyard tagyard) throws IOException {
    return new Load(tagyard.port(), options.connections(), 202, Requests::event, tagyard.tally());
  }

  /// Events a second from the first one's sending until all are out.
  private double perSecond(Load load, Tagyard tagyard) throws IOException {
    var start = System.nanoTime();
    var seen = load.run(Long.MAX_VALUE, options.seconds() * SECOND, 0);
    tagyard.drain(0);
    return seen.answered() * 1e9 / (System.nanoTime() - start);
  }
}
