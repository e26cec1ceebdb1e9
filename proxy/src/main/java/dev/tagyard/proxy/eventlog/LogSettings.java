package dev.tagyard.proxy.eventlog;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Where the log lies and how much it keeps.
///
/// @param folder the log's own, made if missing
/// @param retention of journal and facts, counted from when they were written; at least an hour
/// @param deadLetterRetention likewise of dead letters
/// @param consentRetention of visitors' last decisions and withdrawals: as long as the longest of
///   them may be kept; asked anew each time
/// @param limits of space
public record LogSettings(
    Path folder,
    MasterKey key,
    Duration retention,
    Duration deadLetterRetention,
    Supplier<Duration> consentRetention,
    Limits limits) {
  /// In bytes.
  ///
  /// @param outbox what one destination's outbox may take, asked anew for each entry; beyond it its
  ///   entries become dead letters without body, page views from four fifths of it on
  /// @param reserve free space on the disk below which nothing more is accepted, so that what was
  ///   accepted can still be delivered
  /// @param pending memory for what waits to be written; beyond it nothing more is accepted
  public record Limits(LongSupplier outbox, long reserve, long pending) {
    /// No limit of its own for an outbox, 64 MiB each of reserve and of memory.
    public static final Limits USUAL = new Limits(() -> Long.MAX_VALUE, 64L << 20, 64L << 20);

    public Limits withReserve(long bytes) {
      return new Limits(outbox, bytes, pending);
    }
  }

  /// What is usual: 3 days, 30 days, the usual limits.
  public static LogSettings usual(Path folder, MasterKey key) {
    return new LogSettings(
        folder,
        key,
        Duration.ofDays(3),
        Duration.ofDays(30),
        () -> Duration.ofDays(30),
        Limits.USUAL);
  }
}
