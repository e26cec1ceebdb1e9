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
    try (var well = start("all-well", false);
        var dead = start("partner-dead", true);
        var toWell = load(well);
        var toDead = load(dead)) {
      toWell.warmUp(options.warmSeconds(), well.child(), () -> arrived(well, toWell));
      toDead.warmUp(options.warmSeconds(), dead.child(), () -> arrived(dead, toDead));
      well.pin();
      dead.pin();
      var half = round(well, toWell, 0).perSecond() / 2;
      var ofWell = new ArrayList<Round>();
      var ofDead = new ArrayList<Round>();
      var ratios = new ArrayList<Double>();
      for (var n = 0; n < options.rounds(); n++) {
        ofWell.add(round(well, toWell, half));
        ofDead.add(round(dead, toDead, half));
        ratios.add(ofDead.getLast().p99Millis() / ofWell.getLast().p99Millis());
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
          dead.metric("tagyard_outbox_depth", "destination=\"partner\""));
      return ratio <= ALLOWED
          & well.allArrived(toWell.answered() - toWell.failures())
          & dead.allArrived(toDead.answered() - toDead.failures());
    }
  }

  private Tagyard start(String name, boolean partnerDead) throws IOException {
    var setting = new Tagyard.Setting(false, true, partnerDead, false, Tally.PARTNER);
    return Tagyard.start(
        folder.resolve(name), cores, setting, System.getProperty("bench.java", ""));
  }

  private Load load(Tagyard tagyard) throws IOException {
    return new Load(
        tagyard.port(), options.connections(), 202, Requests::event, tagyard.tally());
  }

  private Round round(Tagyard tagyard, Load load, double perSecond) throws IOException {
    var tally = tagyard.tally();
    tally.takeLatencies();
    var cpu = tagyard.child().cpuSeconds();
    var loadCpu = Cores.loadCpuSeconds();
    var start = System.nanoTime();
    var seen = load.run(Long.MAX_VALUE, options.seconds() * SECOND, perSecond);
    arrived(tagyard, load);
    return Round.of(
        seen.answered(),
        tally.lastArrival() - start,
        tally.takeLatencies(),
        tagyard.child().cpuSeconds() - cpu,
        Cores.loadCpuSeconds() - loadCpu);
  }

  private static void arrived(Tagyard tagyard, Load load) {
    var until = System.nanoTime() + ARRIVAL_NANOS;
    while (tagyard.missing(load.answered() - load.failures()) && System.nanoTime() < until) {
      Child.pause(5);
    }
  }
}
