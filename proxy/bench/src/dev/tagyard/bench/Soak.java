package dev.tagyard.bench;

import java.io.IOException;
import java.nio.file.Path;

/// Many events, and what memory the proxy holds half way and at the end: once with all vendors
/// well, once with one of them dead, whose events wait on disk. The heap is of one size and touched
/// from the start, so that what grows outside of it shows; what lives in it is told apart.
final class Soak {
  private static final long BEHIND = 20_000;
  private static final int CHUNK = 5_000;
  private static final long HOUR = 3_600_000_000_000L;
  private static final double ALLOWED = 1.10;
  private static final int HEAP = 512;

  /// Memory in MB.
  private record Held(double outside, double live) {
    boolean beyond(Held before) {
      return outside > before.outside * ALLOWED || live > before.live * ALLOWED;
    }
  }

  private final Path folder;
  private final Cores cores;
  private final Options options;

  Soak(Path folder, Cores cores, Options options) {
    this.folder = folder;
    this.cores = cores;
    this.options = options;
  }

  /// @return whether memory stayed
  boolean run() throws IOException {
    return run("all vendors well", false) & run("the partner dead", true);
  }

  private boolean run(String what, boolean dead) throws IOException {
    System.out.printf("%nSoak: %,d events, %s%n", options.events(), what);
    var setting = new Tagyard.Setting(false, true, dead, false);
    var heap =
        "-Xms%dm -Xmx%dm -XX:+AlwaysPreTouch ".formatted(HEAP, HEAP)
            + System.getProperty("bench.java", "");
    try (var tagyard = Tagyard.start(folder.resolve(dead ? "dead" : "well"), cores, setting, heap);
        var load =
            new Load(
                tagyard.port(), options.connections(), 202, Requests::event, tagyard.tally())) {
      var first = half(tagyard, load, options.events() / 2, dead);
      var second = half(tagyard, load, options.events(), dead);
      var flat = !second.beyond(first);
      System.out.printf(
          "  outside the heap after the first half %.0f MB, after the second %.0f MB: %+.1f%%%n",
          first.outside, second.outside, 100 * (second.outside / first.outside - 1));
      System.out.printf(
          "  alive in the heap %.0f MB, then %.0f MB: %+.1f%%%n",
          first.live, second.live, 100 * (second.live / first.live - 1));
      load.firstFailure().ifPresent(System.out::println);
      System.out.printf(
          "  accepted %,d, the log holds %,d; wrong answers %d%n",
          load.answered() - load.failures(), tagyard.accepted(), load.failures());
      return flat && load.failures() == 0 && tagyard.allArrived(load.answered());
    }
  }

  /// @param until so many were answered in all
  private static Held half(Tagyard tagyard, Load load, long until, boolean dead)
      throws IOException {
    var start = System.nanoTime();
    var from = load.answered();
    while (load.answered() < until) {
      load.run(Math.min(CHUNK, until - load.answered()), HOUR, 0);
      while (tagyard.behind(load.answered() - load.failures()) > BEHIND) {
        Child.pause(20);
      }
    }
    while (tagyard.missing(load.answered() - load.failures())) {
      Child.pause(100);
    }
    var resident = tagyard.child().residentMegabytes();
    var held = new Held(resident - HEAP, tagyard.child().liveHeapMegabytes());
    System.out.printf(
        "  %,d events in %.0f s (%,.0f /s), resident %.0f MB%s%n",
        until - from,
        (System.nanoTime() - start) / 1e9,
        (until - from) * 1e9 / (System.nanoTime() - start),
        resident,
        dead ? String.format(", waiting %,.0f", tagyard.metric("tagyard_outbox_depth", "")) : "");
    return held;
  }
}
