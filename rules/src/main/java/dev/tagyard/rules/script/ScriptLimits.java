package dev.tagyard.rules.script;

import java.time.Duration;

/// What one call of a script may use.
///
/// @param time of the processor; the first calls of a script may take twenty times as long
/// @param statements a second guard, should the watchdog be late
/// @param allocatedBytes made in all, also what was freed again
/// @param stringLength of any one text, in characters
/// @param threads that run scripts at the same time, each with a context of its own
public record ScriptLimits(
    Duration time, long statements, long allocatedBytes, int stringLength, int threads) {
  /// 50 ms, 64 MiB, one thread a core.
  public static ScriptLimits usual() {
    return new ScriptLimits(
        Duration.ofMillis(50),
        20_000_000,
        64L << 20,
        1 << 20,
        Runtime.getRuntime().availableProcessors());
  }

  public ScriptLimits withThreads(int count) {
    return new ScriptLimits(time, statements, allocatedBytes, stringLength, count);
  }

  public ScriptLimits withTime(Duration limit) {
    return new ScriptLimits(limit, statements, allocatedBytes, stringLength, threads);
  }
}
