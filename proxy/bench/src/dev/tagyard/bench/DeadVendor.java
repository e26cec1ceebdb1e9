package dev.tagyard.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;

/// How long events are on their way to the living vendors, all well and with one of them dead, in
/// turns and at one pace: half of what all well can take.
final class DeadVendor {
  private static final long SECOND = 1_000_000_000L;
  private static final long ARRIVAL_NANOS = 120 * SECOND;
  private static final double ALLOWED = 1.3;

  private final Path folder;
  private final Cores cores;
  private final Options options;

  DeadVendor(Path folder, Cores cores, Options options) {
    this.folder = folder;
    this.cores = cores;
    this.options = options;
  }

  /// @return whether the p99 stayed, and all arrived
  boolean run() throws IOException {
    System.out.println("\nFrom an event to the other vendors, all well and with the partner dead");
    try (var well = new Side("all-well", false);
        var dead = new Side("partner-dead", true)) {
      well.warmUp();
      dead.warmUp();
      var half = well.round(0).perSecond() / 2;
      var ofWell = new ArrayList<Round>();
      var ofDead = new ArrayList<Round>();
      var ratios = new ArrayList<Double>();
      for (var n = 0; n < options.rounds(); n++) {
        ofWell.add(well.round(half));
        ofDead.add(dead.round(half));
        ratios.add(ofDead.getLast().p99Millis() / ofWell.getLast().p99Millis());
        System.out.printf(
            "  %d of %d: p99 %.1f ms, and %.1f ms with one dead%n",
            n + 1, options.rounds(), ofWell.getLast().p99Millis(), ofDead.getLast().p99Millis());
      }
      Round.print("all well", ofWell);
      Round.print("one dead", ofDead);
      ratios.sort(null);
      var ratio =
          Round.median(ofDead, Round::p99Millis) / Round.median(ofWell, Round::p99Millis);
      System.out.printf(
          "  p99 ratio %.2f of the medians, %.2f allowed; of rounds %.2f to %.2f; waiting for the"
              + " dead one %,.0f%n",
          ratio,
          ALLOWED,
          ratios.getFirst(),
          ratios.getLast(),
          dead.tagyard.metric("tagyard_outbox_depth", "destination=\"partner\""));
      return ratio <= ALLOWED & well.allArrived() & dead.allArrived();
    }
  }

  /// One proxy. Each round has connections of its own: the proxy ends those that say nothing while
  /// the other one is measured.
  private final class Side implements AutoCloseable {
    private final Tagyard tagyard;
    private long accepted;

    Side(String name, boolean partnerDead) throws IOException {
      var setting = new Tagyard.Setting(false, true, partnerDead, false, Tally.PARTNER);
      tagyard =
          Tagyard.start(
              folder.resolve(name), cores, setting, System.getProperty("bench.java", ""));
    }

    void warmUp() throws IOException {
      try (var load = load()) {
        load.warmUp(options.warmSeconds(), tagyard.child(), () -> arrived(accepted(load)));
        accepted = accepted(load);
      }
      tagyard.pin();
    }

    Round round(double perSecond) throws IOException {
      try (var load = load()) {
        var tally = tagyard.tally();
        tally.takeLatencies();
        var cpu = tagyard.child().cpuSeconds();
        var loadCpu = Cores.loadCpuSeconds();
        var start = System.nanoTime();
        var seen = load.run(Long.MAX_VALUE, options.seconds() * SECOND, perSecond);
        accepted = accepted(load);
        arrived(accepted);
        return Round.of(
            seen.answered(),
            tally.lastArrival() - start,
            tally.takeLatencies(),
            tagyard.child().cpuSeconds() - cpu,
            Cores.loadCpuSeconds() - loadCpu);
      }
    }

    boolean allArrived() throws IOException {
      return tagyard.allArrived(accepted);
    }

    private Load load() throws IOException {
      return new Load(
          tagyard.port(), options.connections(), 202, Requests::event, tagyard.tally());
    }

    private long accepted(Load load) {
      return accepted + load.answered() - load.failures();
    }

    private void arrived(long all) {
      var until = System.nanoTime() + ARRIVAL_NANOS;
      while (tagyard.missing(all) && System.nanoTime() < until) {
        Child.pause(5);
      }
    }

    @Override
    public void close() throws IOException {
      tagyard.close();
    }
  }
}
