package dev.tagyard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Measures the proxy against a bare server, round by round in turns, so that what else the machine
/// does falls on both alike. Exit status 1 when an answer was wrong or an accepted event is
/// missing.
public final class Bench {
  private Bench() {}

  public static void main(String[] arguments) throws IOException {
    Options options;
    try {
      options = Options.read(arguments);
    } catch (IllegalArgumentException usage) {
      System.err.println(usage.getMessage());
      System.exit(2);
      return;
    }
    var folder = Files.createTempDirectory(Path.of(System.getProperty("bench.folder")), "run");
    var cores = Cores.ofProperties();
    System.out.println(cores);
    var good =
        options.soak() ? new Soak(folder, cores, options).run() : run(folder, cores, options);
    System.exit(good ? 0 : 1);
  }

  private static boolean run(Path folder, Cores cores, Options options) throws IOException {
    var good = true;
    var only = options.only();
    if (only.contains("accept") || only.contains("gif") || only.contains("deliver")) {
      good &= compared(folder, cores, options);
    }
    if (only.contains("way")) {
      try (var bare = Bare.start(folder, cores);
          var tagyard = tagyard(folder.resolve("way"), cores, false, true)) {
        good &= new WholeWay(bare, tagyard, options).run();
      }
    }
    if (only.contains("dead")) {
      good &= new DeadVendor(folder, cores, options).run();
    }
    if (only.contains("drain")) {
      try (var bare = Bare.start(folder, cores);
          var tagyard = tagyard(folder.resolve("drain"), cores, false, false)) {
        good &= new Drain(bare, tagyard, options).run();
      }
    }
    if (only.contains("stages")) {
      good &= new Stages(folder, cores, options).run();
    }
    if (only.contains("idle")) {
      Idle.run(folder, cores);
    }
    if (only.contains("hostile")) {
      var rules = new Tagyard.Setting(false, true, false, false);
      try (var alone = tagyard(folder.resolve("good"), cores, rules);
          var bad = tagyard(folder.resolve("bad"), cores, rules.withBadRules())) {
        good &= new BadRules(alone, bad, options).run();
      }
    }
    if (only.contains("start")) {
      good &= new StartUp(folder.resolve("start"), cores.unpinned(), options.rounds()).run();
    }
    if (only.contains("attack")) {
      var guarded = new Tagyard.Setting(false, false, false, true);
      try (var tagyard = tagyard(folder.resolve("attack"), cores, guarded)) {
        good &= new UnderAttack(tagyard, options).run();
      }
    }
    return good;
  }

  /// Against the bare server, in turns.
  private static boolean compared(Path folder, Cores cores, Options options) throws IOException {
    var good = true;
    var only = options.only();
    try (var bare = Bare.start(folder, cores)) {
      if (only.contains("accept") || only.contains("gif")) {
        try (var tagyard = tagyard(folder.resolve("accept"), cores, true, false)) {
          var comparison = new Comparison(bare, tagyard, options);
          if (only.contains("accept")) {
            comparison.run("POST /e, durable, consent decided", 202, Requests::event);
          }
          if (only.contains("gif")) {
            comparison.run("GET /px.gif, durable, consent decided", 200, Requests::pixel);
          }
          good &= comparison.checked();
        }
      }
      if (only.contains("deliver")) {
        try (var tagyard = tagyard(folder.resolve("deliver"), cores, false, false)) {
          var comparison = new Comparison(bare, tagyard, options);
          comparison.run(
              "POST /e, durable, consent decided, while delivering to 3 destinations",
              202,
              Requests::event);
          good &= comparison.checked() & tagyard.allArrived(comparison.accepted());
        }
      }
    }
    return good;
  }

  private static Tagyard tagyard(Path folder, Cores cores, boolean filtered, boolean rules)
      throws IOException {
    return tagyard(folder, cores, new Tagyard.Setting(filtered, rules, false, false));
  }

  private static Tagyard tagyard(Path folder, Cores cores, Tagyard.Setting setting)
      throws IOException {
    return Tagyard.start(folder, cores, setting, System.getProperty("bench.java", ""));
  }
}
