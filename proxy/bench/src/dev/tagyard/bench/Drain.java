package dev.tagyard.bench;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/// Backlogs: vendors that take nothing while events come in, and how fast it is gone once they do.
/// First of all three at once; then of one vendor at a time, the others well, as it happens.
final class Drain {
  private static final long MOST_NANOS = 1_800_000_000_000L;

  /// The last few may still wait for their time to be tried again.
  private static final double NEARLY_ALL = 0.999;

  private static final List<String> NAMES = List.of("meta", "ga4", "partner");

  private final Bare bare;
  private final Tagyard tagyard;
  private final Options options;

  Drain(Bare bare, Tagyard tagyard, Options options) {
    this.bare = bare;
    this.tagyard = tagyard;
    this.options = options;
  }

  /// @return whether all of it arrived
  boolean run() throws IOException {
    var events = options.events() / Tally.VENDORS;
    var ofBare = Round.median(bare.rounds(options), Round::perSecond);
    try (var load =
        new Load(tagyard.port(), options.connections(), 202, Requests::event, tagyard.tally())) {
      load.warmUp(options.warmSeconds(), tagyard.child(), () -> tagyard.drain(0));
      tagyard.pin();
      backlog(load, Set.of(Tally.META, Tally.GA4, Tally.PARTNER), events, ofBare);
      for (var vendor = 0; vendor < Tally.VENDORS; vendor++) {
        backlog(load, Set.of(vendor), events, ofBare);
      }
      load.firstFailure().ifPresent(System.out::println);
      return load.failures() == 0 && tagyard.allArrived(load.answered());
    }
  }

  private void backlog(Load load, Set<Integer> closed, long events, double ofBare)
      throws IOException {
    var entries = events * closed.size();
    System.out.printf(
        "%nA backlog of %,d entries: %,d events, closed: %s%n",
        entries, events, String.join(", ", closed.stream().sorted().map(NAMES::get).toList()));
    var before = arrivals(closed);
    var resident = tagyard.child().residentMegabytes();

    tagyard.closeVendors(closed);
    var filling = System.nanoTime();
    load.run(events, MOST_NANOS, 0);
    while (tagyard.metric("tagyard_journal_waiting", "") > 0) {
      Child.pause(100);
    }
    var fill = events * 1e9 / (System.nanoTime() - filling);
    // What the others still wait for is no part of the backlog.
    tagyard.drain(entries);
    var residentFull = tagyard.child().residentMegabytes();
    System.out.printf("  filled   %,9.0f events /s%n", fill);

    var cpu = tagyard.child().cpuSeconds();
    tagyard.closeVendors(Set.of());
    await(closed, before + entries / 1_000);
    var from = arrivals(closed);
    var start = System.nanoTime();
    await(closed, before + (long) (entries * NEARLY_ALL));
    var drain = (arrivals(closed) - from) * 1e9 / (System.nanoTime() - start);
    var cpuMicros = (tagyard.child().cpuSeconds() - cpu) * 1e6 / entries;
    tagyard.drain(0);

    System.out.printf(
        "  drained  %,9.0f events /s, CPU %.1f µs an entry%n", drain / closed.size(), cpuMicros);
    System.out.printf(
        "  ratio    %.2f of the rate at which it was filled; %.3f entries for each of the bare"
            + " server's %,.0f requests /s%n",
        drain / closed.size() / fill, drain / ofBare, ofBare);
    System.out.printf(
        "  resident %.0f MB before, %.0f MB full, %.0f MB drained%n",
        resident, residentFull, tagyard.child().residentMegabytes());
  }

  private long arrivals(Set<Integer> vendors) {
    return vendors.stream().mapToLong(tagyard.tally()::distinct).sum();
  }

  private void await(Set<Integer> vendors, long arrivals) throws IOException {
    var until = System.nanoTime() + MOST_NANOS;
    while (arrivals(vendors) < arrivals) {
      if (System.nanoTime() > until) {
        throw new IOException("the backlog does not drain");
      }
      Child.pause(5);
    }
  }
}
