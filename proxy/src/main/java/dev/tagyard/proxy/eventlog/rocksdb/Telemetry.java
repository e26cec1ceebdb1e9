package dev.tagyard.proxy.eventlog.rocksdb;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// What the writer tells of itself.
final class Telemetry {
  private final Timer sync;
  private final DistributionSummary group;
  private final Counter failures;

  Telemetry(MeterRegistry registry) {
    sync =
        Timer.builder("tagyard.log.sync")
            .description("Time of a write that is synced to disk, that is of a group of events")
            .serviceLevelObjectives(
                Duration.ofNanos(250_000),
                Duration.ofMillis(1),
                Duration.ofMillis(4),
                Duration.ofMillis(16),
                Duration.ofMillis(64),
                Duration.ofMillis(256),
                Duration.ofSeconds(1),
                Duration.ofSeconds(4))
            .register(registry);
    group =
        DistributionSummary.builder("tagyard.log.group")
            .description("Events that shared one sync")
            .serviceLevelObjectives(1, 4, 16, 64, 256, 1024, 4096)
            .register(registry);
    failures =
        Counter.builder("tagyard.log.failures")
            .description("Writes to the event log that failed")
            .register(registry);
  }

  void wrote(Group written, long nanos) {
    if (written.appended() > 0) {
      sync.record(Duration.ofNanos(nanos));
      group.record(written.appended());
    }
  }

  void failed() {
    failures.increment();
  }
}
