package dev.tagyard.proxy.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tagyard.proxy.RunningProxy;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/// Hostile requests over every public route, with good neighbours among them: 100,000, or with
/// `-Dlong=true` 5,000,000. `-Dfuzz.seed=N` sends others, `-Dfuzz.requests=N` so many.
@Isolated
class FuzzTest {
  private static final boolean LONG = Boolean.getBoolean("long");
  private static final int REQUESTS =
      Integer.getInteger("fuzz.requests", LONG ? 5_000_000 : 100_000);
  private static final int PARTS = LONG ? 100 : 10;
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_122L);
  private static final double MOST_GROWTH = 1.10;

  /// In the short run, what is remembered up to a bound is not full at half-time: the last choices
  /// of 50,000 visitors, some 180 bytes each, and of 10,000 new ones, and 4,000,000 characters of
  /// decisions and strings.
  private static final long STILL_FILLING = LONG ? 0 : 4L << 20;

  /// What the names of threads begin with that live as long as the server does.
  private static final List<String> OURS = List.of("vert.x-", "log-writer", "log-reader-");

  @TempDir private Path folder = Path.of("");

  @Test
  void garbage_harms_neither_the_server_nor_its_neighbours() throws Exception {
    var errors = new ListAppender<ILoggingEvent>();
    errors.start();
    var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(errors);
    var uncaught = new ConcurrentLinkedQueue<Throwable>();
    var before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
    try (var proxy = RunningProxy.start(folder, FuzzTest::guarded)) {
      var vendors = proxy.vendors();
      var neighbours = new Neighbours(List.of(vendors.meta(), vendors.ga4(), vendors.partner()));
      var fuzzer = new Fuzzer(proxy.publicPort(), SEED, neighbours);

      run(fuzzer, 0, 1);
      var threads = threads();
      run(fuzzer, 1, PARTS / 2);
      var first = heapAtRest(proxy);
      var series = series(proxy);
      run(fuzzer, PARTS / 2, PARTS);
      var second = heapAtRest(proxy);

      System.out.printf(
          "%,d requests, seed %d: heap at rest %.1f MB, then %.1f MB; %,d neighbours%n%s%n",
          REQUESTS, SEED, first / 1e6, second / 1e6, neighbours.count(), fuzzer.summary());
      assertThat(fuzzer.wrong()).isEmpty();
      assertThat(neighbours.count()).isGreaterThan(REQUESTS / 20);
      assertThat(neighbours.missing()).as("accepted and not arrived").isZero();
      assertThat(threads).anyMatch(name -> name.equals("log-writer"));
      assertThat(threads()).containsAll(threads);
      assertThat((double) series(proxy)).as("series of metrics").isLessThan(series * MOST_GROWTH);
      assertThat(uncaught).isEmpty();
      assertThat(errors.list)
          .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.ERROR))
          .extracting(ILoggingEvent::getFormattedMessage)
          .isEmpty();
      assertThat((double) second)
          .as("heap at rest")
          .isLessThan(first * MOST_GROWTH + STILL_FILLING);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
      root.detachAppender(errors);
    }
  }

  /// A long run tells how it gets on.
  private static void run(Fuzzer fuzzer, int done, int until) throws InterruptedException {
    for (var part = done + 1; part <= until; part++) {
      var began = System.nanoTime();
      fuzzer.run((long) REQUESTS * part / PARTS);
      if (LONG) {
        var seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
            "%d of %d parts, %.0f requests/s, %d wrong%n",
            part, PARTS, (double) REQUESTS / PARTS / seconds, fuzzer.wrong().size());
      }
    }
  }

  /// What remembers addresses is full early, and a body may take its time, but not much.
  private static String guarded(String yaml) {
    return yaml.replace(
            "public:\n",
            """
            public:
              prefix: /metrics
              routes: { /e: in, /px.gif: dot.gif }
              guard: { addresses: 1000, request_timeout: 20s }
            """)
        .replace("ga4: {}", "ga4: { wrapped: %s }".formatted(Requests.WRAPPED));
  }

  /// Once everything that was accepted has ended somewhere.
  private static long heapAtRest(RunningProxy proxy) throws Exception {
    proxy.settled();
    proxy.vendors().clear();
    var memory = ManagementFactory.getMemoryMXBean();
    var least = Long.MAX_VALUE;
    for (var times = 0; times < 4; times++) {
      memory.gc();
      least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  /// Whatever visitors send, labels have few values.
  private static long series(RunningProxy proxy) throws Exception {
    return proxy.metrics().lines().filter(line -> !line.startsWith("#")).count();
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> OURS.stream().anyMatch(name::startsWith))
        .collect(Collectors.toSet());
  }
}
