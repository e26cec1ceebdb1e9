package dev.tagyard.proxy.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells of a bug with its trace, yet not each time: anybody may send the same again.
final class FaultLog {
  private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final AtomicReference<Instant> lastTold = new AtomicReference<>(Instant.EPOCH);

  void tell(String source, Instant now, Throwable bug) {
    var before = lastTold.getAndUpdate(at -> at.plus(QUIET).isAfter(now) ? at : now);
    if (!before.plus(QUIET).isAfter(now)) {
      LOG.error("an event of source {} cannot be taken and is rejected", source, bug);
    }
  }
}
