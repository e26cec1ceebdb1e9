package dev.tagyard.bench;

import java.io.IOException;
import java.nio.file.Path;

/// Memory of a server that nobody asks anything, some time after its start.
final class Idle {
  private static final long MILLIS = 20_000;

  private Idle() {}

  static void run(Path folder, Cores cores) throws IOException {
    System.out.println("\nIdle memory");
    var setting = new Tagyard.Setting(false, true, false, false);
    var java = System.getProperty("bench.java", "");
    try (var bare = Bare.start(folder, cores);
        var tagyard = Tagyard.start(folder.resolve("idle"), cores, setting, java)) {
      Child.pause(MILLIS);
      var ofBare = bare.child().residentMegabytes();
      var ofTagyard = tagyard.child().residentMegabytes();
      System.out.printf(
          "  resident: bare %.0f MB, tagyard with 3 destinations and 2 rules %.0f MB, ratio %.2f%n",
          ofBare, ofTagyard, ofTagyard / ofBare);
    }
  }
}
