package dev.tagyard.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.function.IntFunction;

/// The bare server and the proxy in turns under one kind of request.
final class Comparison {
  private static final long SECOND = 1_000_000_000L;

  private final Bare bare;
  private final Tagyard tagyard;
  private final Options options;
  private long accepted;
  private long failures;

  Comparison(Bare bare, Tagyard tagyard, Options options) {
    this.bare = bare;
    this.tagyard = tagyard;
    this.options = options;
  }

  void run(String what, int status, IntFunction<Numbered> requests) throws IOException {
    System.out.println("\n" + what);
    var ofBare = new ArrayList<Round>();
    var ofTagyard = new ArrayList<Round>();
    try (var bareLoad = warmBare(status, requests);
        var load =
            new Load(tagyard.port(), options.connections(), status, requests, tagyard.tally())) {
      load.warmUp(options.warmSeconds(), tagyard.child(), () -> tagyard.drain(0));
      bare.pin();
      tagyard.pin();
      for (var round = 0; round < options.rounds(); round++) {
        ofBare.add(round(bareLoad, bare.child()));
        ofTagyard.add(round(load, tagyard.child()));
      }
      accepted += load.answered() - load.failures();
      failures += load.failures() + bareLoad.failures();
      load.firstFailure().or(bareLoad::firstFailure).ifPresent(System.out::println);
    }
    Round.print("bare", ofBare);
    Round.print("tagyard", ofTagyard);
    var ratios = new ArrayList<Double>();
    for (var round = 0; round < options.rounds(); round++) {
      ratios.add(ofTagyard.get(round).perSecond() / ofBare.get(round).perSecond());
    }
    ratios.sort(null);
    System.out.printf(
        "  ratio      %.2f (median of %d rounds; %.2f to %.2f)%n",
        ratios.get(ratios.size() / 2), ratios.size(), ratios.getFirst(), ratios.getLast());
  }

  /// Before the proxy is called: that ends connections which say nothing for long.
  private Load warmBare(int status, IntFunction<Numbered> requests) throws IOException {
    var load = new Load(bare.port(), options.connections(), status, requests, new Tally());
    load.warmUp(options.warmSeconds() / 2, bare.child(), () -> {});
    return load;
  }

  /// The CPU of a round is taken when the server is done with what the round left it.
  private Round round(Load load, Child server) throws IOException {
    var cpu = server.cpuSeconds();
    var loadCpu = Cores.loadCpuSeconds();
    var seen = load.run(Long.MAX_VALUE, options.seconds() * SECOND, 0);
    var loadCpuSpent = Cores.loadCpuSeconds() - loadCpu;
    tagyard.drain(0);
    return Round.of(
        seen.answered(), seen.nanos(), seen.sortedNanos(), server.cpuSeconds() - cpu, loadCpuSpent);
  }

  /// Events that the proxy said it had accepted.
  long accepted() {
    return accepted;
  }

  /// Whether each answer was the right one and the proxy counts as many as were told.
  boolean checked() throws IOException {
    var counted = tagyard.accepted();
    System.out.printf(
        "  checked: %,d accepted, the log holds %,d; wrong answers %d%n",
        accepted, counted, failures);
    return failures == 0 && counted == accepted;
  }
}
