package dev.tagyard.bench;

import java.io.IOException;

/// A backlog: vendors that take nothing while events come in, and how fast it is gone once they do.
final class Drain {
  private static final long MOST_NANOS = 1_800_000_000_000L;

  /// The last few may still wait for their time to be tried again.
  private static final double NEARLY_ALL = 0.999;

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
    System.out.printf(
        "%nA backlog of %,d entries: %,d events to 3 vendors%n", events * Tally.VENDORS, events);
    var ofBare = Round.median(bare.rounds(options), Round::perSecond);
    try (var load =
        new Load(tagyard.port(), options.connections(), 202, Requests::event, tagyard.tally())) {
      load.warmUp(options.warmSeconds(), tagyard.child(), () -> tagyard.drain(0));
      tagyard.pin();
      var before = arrivals();
      var resident = tagyard.child().residentMegabytes();

      tagyard.vendorsClosed(true);
      var filling = System.nanoTime();
      load.run(events, MOST_NANOS, 0);
      while (tagyard.metric("tagyard_journal_waiting", "") > 0) {
        Child.pause(100);
      }
      var fill = events * 1e9 / (System.nanoTime() - filling);
      var held = tagyard.metric("tagyard_outbox_depth", "");
      var residentFull = tagyard.child().residentMegabytes();

      var cpu = tagyard.child().cpuSeconds();
      tagyard.vendorsClosed(false);
      var entries = events * Tally.VENDORS;
      await(before + entries / 1_000);
      var from = arrivals();
      var start = System.nanoTime();
      await(before + (long) (entries * NEARLY_ALL));
      var drain = (arrivals() - from) * 1e9 / (System.nanoTime() - start);
      var cpuMicros = (tagyard.child().cpuSeconds() - cpu) * 1e6 / entries;
      tagyard.drain(0);

      System.out.printf(
          "  filled   %,9.0f events /s, %,.0f entries wait%n", fill, held);
      System.out.printf(
          "  drained  %,9.0f entries /s, %,.0f events /s to all 3; CPU %.1f µs an entry%n",
          drain, drain / Tally.VENDORS, cpuMicros);
      System.out.printf(
          "  ratio    %.3f entries for each of the bare server's %,.0f requests /s; %.2f of the"
              + " rate at which it was filled%n",
          drain / ofBare, ofBare, drain / Tally.VENDORS / fill);
      System.out.printf(
          "  resident %.0f MB before, %.0f MB full, %.0f MB drained%n",
          resident, residentFull, tagyard.child().residentMegabytes());
      load.firstFailure().ifPresent(System.out::println);
      return load.failures() == 0 && tagyard.allArrived(load.answered());
    }
  }

  private long arrivals() {
    var tally = tagyard.tally();
    return tally.distinct(Tally.META) + tally.distinct(Tally.GA4) + tally.distinct(Tally.PARTNER);
  }

  private void await(long arrivals) throws IOException {
    var until = System.nanoTime() + MOST_NANOS;
    while (arrivals() < arrivals) {
      if (System.nanoTime() > until) {
        throw new IOException("the backlog does not drain");
      }
      Child.pause(5);
    }
  }
}
