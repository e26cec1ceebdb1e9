package dev.tagyard.bench;

import java.io.IOException;
import java.util.ArrayList;

/// From the request to three vendors, with a YAML and a JavaScript rule: first as fast as it goes,
/// then at half of that, to see how long an event is on its way.
final class WholeWay {
  private static final String RULE_SECONDS = "tagyard_rule_time_seconds_sum";
  private static final long SECOND = 1_000_000_000L;
  private static final long ARRIVAL_NANOS = 120 * SECOND;

  private final Bare bare;
  private final Tagyard tagyard;
  private final Options options;

  WholeWay(Bare bare, Tagyard tagyard, Options options) {
    this.bare = bare;
    this.tagyard = tagyard;
    this.options = options;
  }

  /// @return whether all that was accepted arrived
  boolean run() throws IOException {
    System.out.println("\nThe whole way to 3 vendors, with a YAML and a JavaScript rule");
    var ofBare = Round.median(bare.rounds(options), Round::perSecond);
    try (var load =
        new Load(tagyard.port(), options.connections(), 202, Requests::event, tagyard.tally())) {
      load.warmUp(options.warmSeconds(), tagyard.child(), () -> arrived(load));
      tagyard.pin();
      var ruleSeconds = tagyard.metric(RULE_SECONDS, "");
      var cpuSeconds = tagyard.child().cpuSeconds();
      var events = load.answered();
      var rounds = new ArrayList<Round>();
      for (var round = 0; round < options.rounds(); round++) {
        rounds.add(round(load, 0));
      }
      Round.print("at most", rounds);
      System.out.printf(
          "  events a second end to end, of the bare server's %,.0f requests: %.3f%n",
          ofBare, Round.median(rounds, Round::perSecond) / ofBare);
      var half = Round.median(rounds, Round::perSecond) / 2;
      var paced = new ArrayList<Round>();
      for (var round = 0; round < options.rounds(); round++) {
        paced.add(round(load, half));
      }
      Round.print("at half", paced);
      ruleSeconds = tagyard.metric(RULE_SECONDS, "") - ruleSeconds;
      cpuSeconds = tagyard.child().cpuSeconds() - cpuSeconds;
      events = load.answered() - events;
      System.out.printf(
          "  rules      %6.1f µs of %.1f µs CPU an event: %.0f%%%n",
          ruleSeconds * 1e6 / events, cpuSeconds * 1e6 / events, 100 * ruleSeconds / cpuSeconds);
      load.firstFailure().ifPresent(System.out::println);
      System.out.printf("  wrong answers %d%n", load.failures());
      return load.failures() == 0 && tagyard.allArrived(load.answered() - load.failures());
    }
  }

  private Round round(Load load, double perSecond) throws IOException {
    var tally = tagyard.tally();
    tally.takeLatencies();
    var cpu = tagyard.child().cpuSeconds();
    var loadCpu = Cores.loadCpuSeconds();
    var start = System.nanoTime();
    var seen = load.run(Long.MAX_VALUE, options.seconds() * SECOND, perSecond);
    arrived(load);
    return Round.of(
        seen.answered(),
        tally.lastArrival() - start,
        tally.takeLatencies(),
        tagyard.child().cpuSeconds() - cpu,
        Cores.loadCpuSeconds() - loadCpu);
  }

  private void arrived(Load load) {
    var until = System.nanoTime() + ARRIVAL_NANOS;
    while (tagyard.missing(load.answered() - load.failures()) && System.nanoTime() < until) {
      Child.pause(5);
    }
  }
}
