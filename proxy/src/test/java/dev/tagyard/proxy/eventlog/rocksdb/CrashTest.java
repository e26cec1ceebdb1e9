package dev.tagyard.proxy.eventlog.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
final class CrashTest {
  private static final int KILLS = Boolean.getBoolean("long") ? 25 : 3;

  @TempDir private Path folder;

  @Test
  void a_kill_loses_nothing_that_was_acknowledged_and_repeats_no_effect() throws Exception {
    var random = new Random(20261122);
    var acknowledged = new ArrayList<String>();
    for (var kill = 0; kill < KILLS; kill++) {
      var told = runAndKill("k" + kill, 200 + random.nextInt(1_500));

      acknowledged.addAll(told);
      assertThat(told).isNotEmpty();
      inspect(told);
    }
    try (var log = open()) {
      for (var id : acknowledged) {
        assertThat(log.accepted(id)).as(id).hasSize(1);
      }
    }
  }

  /// What the child was told is kept before it was killed, once it had been told that often.
  private List<String> runAndKill(String run, int after) throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var child =
        new ProcessBuilder(
                java,
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CrashChild.class.getName(),
                folder.toString(),
                run)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var told = new ArrayList<String>();
    try (var lines = child.inputReader(StandardCharsets.US_ASCII)) {
      read(lines, told, after);
      // By its handle: the process itself would close the pipe, with lines still in it.
      assertThat(child.toHandle().destroyForcibly()).isTrue();
      read(lines, told, Integer.MAX_VALUE);
    } finally {
      child.destroyForcibly().waitFor();
    }
    return told;
  }

  private static void read(BufferedReader lines, List<String> told, int atMost) throws IOException {
    while (told.size() < atMost) {
      var line = lines.readLine();
      if (line == null) {
        return;
      }
      // A line without its end is what the kill cut off.
      if (line.startsWith("A k") && line.lastIndexOf('-') > line.indexOf('-')) {
        told.add(line.substring(2));
      }
    }
  }

  private void inspect(List<String> told) throws InterruptedException {
    try (var log = open()) {
      Sums.hold(log);
      for (var name : CrashChild.DESTINATIONS) {
        var totals = Objects.requireNonNull(log.totals().get(name));
        var once = Sums.settled(totals) + totals.outbox();
        assertThat(once).as(name).isEqualTo(log.cursor().value());
      }
      assertThat(log.end()).isGreaterThanOrEqualTo(log.cursor());
      assertThat(log.read(log.cursor(), Integer.MAX_VALUE, Duration.ZERO))
          .hasSize(Math.toIntExact(log.end().value() - log.cursor().value()));
      var last = told.getLast();
      assertThat(log.accepted(last)).hasSize(1);
    }
  }

  private RocksEventLog open() {
    return RocksEventLog.open(
        LogFixture.settings(folder, Long.MAX_VALUE),
        new SimpleMeterRegistry(),
        InstantSource.system());
  }
}
