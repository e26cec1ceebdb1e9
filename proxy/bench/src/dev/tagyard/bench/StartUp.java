package dev.tagyard.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// From the launcher's start to the first event, with a YAML and a JavaScript rule: until it is
/// answered, and until it is at a vendor. Each mode in turns, with all cores.
final class StartUp {
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final Path LAUNCHER = Path.of(System.getProperty("bench.tagyard"));

  private final Path folder;
  private final Cores cores;
  private final int rounds;
  private final Map<Mode, List<Start>> starts = new LinkedHashMap<>();

  /// @param java options
  /// @param goalSeconds to the first event that went through the rules; 0 for none
  private record Mode(String name, String engine, String java, double goalSeconds) {}

  /// @param answered milliseconds to the first event's answer
  /// @param arrived milliseconds to its arrival at a vendor, through the rules
  private record Start(double answered, double arrived, double megabytes) {}

  StartUp(Path folder, Cores cores, int rounds) {
    this.folder = folder;
    this.cores = cores;
    this.rounds = rounds;
  }

  /// @return whether each first event arrived in time
  boolean run() throws IOException {
    System.out.println("\nFrom the launcher's start to the first event, in turns");
    var cached = cache();
    var modes =
        List.of(
            new Mode("interpreted, AOT cache", "interpreted", "", 1.2),
            new Mode("interpreted", "interpreted", "-XX:AOTMode=off", 0),
            new Mode("compiled", "compiled", "", 4));
    for (var round = 0; round < rounds; round++) {
      for (var mode : modes) {
        if (mode.goalSeconds() != 1.2 || cached) {
          var start = start(mode, round);
          starts.computeIfAbsent(mode, _ -> new ArrayList<>()).add(start);
          System.out.printf(
              "  %d of %d: %s %.2f s%n", round + 1, rounds, mode.name(), start.arrived() / 1_000);
        }
      }
    }
    starts.forEach((mode, all) ->
        System.out.printf(
            "  %-24s answered %5.2f s   at a vendor %5.2f s%s   %4.0f MiB then%n",
            mode.name(),
            median(all, Start::answered) / 1_000,
            arrived(all),
            goal(mode, arrived(all)),
            median(all, Start::megabytes)));
    System.out.printf("  (medians of %d)%n", rounds);
    return cached
        && starts.entrySet().stream().allMatch(all -> inTime(all.getKey(), arrived(all.getValue())));
  }

  private static String goal(Mode mode, double seconds) {
    return mode.goalSeconds() == 0
        ? ""
        : " (goal %.1f s%s)"
            .formatted(mode.goalSeconds(), inTime(mode, seconds) ? "" : ", MISSED");
  }

  private static boolean inTime(Mode mode, double seconds) {
    return mode.goalSeconds() == 0 || seconds <= mode.goalSeconds();
  }

  /// Seconds.
  private static double arrived(List<Start> starts) {
    return median(starts, Start::arrived) / 1_000;
  }

  /// Makes the cache: one that was there may be of other jars.
  private boolean cache() throws IOException {
    var start = System.nanoTime();
    var output = folder.resolve("cache.txt");
    Files.createDirectories(folder);
    var process =
        new ProcessBuilder(LAUNCHER.toString(), "--make-aot-cache")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      var status = process.waitFor();
      System.out.printf(
          "  made the AOT cache in %.0f s, exit status %d%n",
          (System.nanoTime() - start) / 1e9, status);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    if (!hasCache()) {
      System.out.println("  there is no AOT cache:\n" + Files.readString(output));
    }
    return hasCache();
  }

  private static boolean hasCache() throws IOException {
    try (Stream<Path> files = Files.list(LAUNCHER.resolve("../../lib").normalize())) {
      return files.anyMatch(file -> file.toString().endsWith(".aot"));
    }
  }

  private Start start(Mode mode, int round) throws IOException {
    var place = folder.resolve(mode.engine() + mode.java().length() + "-" + round);
    var setting = new Tagyard.Setting(false, true, false, false);
    var begun = System.nanoTime();
    try (var tagyard = Tagyard.start(place, cores, setting, mode.engine(), mode.java())) {
      tagyard.tally().next();
      var answered = post(tagyard.port());
      var until = begun + PATIENCE_NANOS;
      while (tagyard.tally().firstArrival() == 0) {
        if (System.nanoTime() > until) {
          throw new IOException("the first event did not arrive");
        }
        Child.pause(1);
      }
      return new Start(
          (answered - begun) / 1e6,
          (tagyard.tally().firstArrival() - begun) / 1e6,
          tagyard.child().residentMegabytes());
    }
  }

  private static long post(int port) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.getOutputStream().write(Requests.event(1).with(1));
      var answer = ByteBuffer.allocate(16_384);
      while (Http.headEnd(answer, answer.position()) < 0) {
        var read = socket.getInputStream().read(answer.array(), answer.position(), 4_096);
        if (read < 0) {
          throw new IOException("the first event was not answered");
        }
        answer.position(answer.position() + read);
      }
      if (Http.status(answer) != 202) {
        throw new IOException(Http.text(answer, 500));
      }
      return System.nanoTime();
    }
  }

  private static double median(List<Start> starts, ToDoubleFunction<Start> figure) {
    var sorted = starts.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
