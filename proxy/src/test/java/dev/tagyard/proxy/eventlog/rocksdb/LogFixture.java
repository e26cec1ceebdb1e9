package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.LogSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/// A log in a folder of its own, to be opened, closed, and opened again.
final class LogFixture implements AutoCloseable {
  final ManualClock clock = new ManualClock(Records.NOON);
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final LogSettings settings;
  RocksEventLog log;

  LogFixture(Path folder) {
    this(settings(folder, Long.MAX_VALUE));
  }

  LogFixture(LogSettings settings) {
    this.settings = settings;
    this.log = RocksEventLog.open(settings, metrics, clock);
  }

  static LogSettings settings(Path folder, long outboxMaxBytes) {
    return new LogSettings(
        folder,
        Records.KEY,
        Duration.ofDays(3),
        Duration.ofDays(30),
        () -> Duration.ofDays(30),
        new LogSettings.Limits(() -> outboxMaxBytes, 0, LogSettings.Limits.USUAL.pending()));
  }

  void reopen() {
    log.close();
    log = RocksEventLog.open(settings, metrics, clock);
  }

  /// Appends events named `e1`, `e2`, … by their position, each alone.
  void append(int count) {
    var first = log.end().value() + 1;
    LongStream.range(first, first + count).mapToObj(n -> Records.entry("e" + n)).forEach(this::put);
  }

  void put(JournalEntry entry) {
    log.append(List.of(entry)).join();
  }

  @Override
  public void close() {
    log.close();
  }
}
