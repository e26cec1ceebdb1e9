package dev.tagyard.proxy.eventlog.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ReadersTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir private Path folder = Path.of("");

  @Test
  @Timeout(60)
  void searches_that_take_long_hold_up_no_reading() {
    var settings = LogFixture.settings(folder, Long.MAX_VALUE);
    try (var log = RocksEventLog.open(settings, new SimpleMeterRegistry(), new ManualClock(NOON))) {
      var found = new CountDownLatch(1);
      var searches = new CompletableFuture<?>[3];
      for (var i = 0; i < searches.length; i++) {
        searches[i] = CompletableFuture.runAsync(() -> log.readers().search(_ -> wait(found)));
      }

      assertThat(log.readers().<String>read(_ -> "read")).isEqualTo("read");

      found.countDown();
      CompletableFuture.allOf(searches).join();
    }
  }

  private static boolean wait(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }
}
