package dev.tagyard.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

/// The system's clock and an offset that another process may change at any time, by a file.
final class JumpingClock implements InstantSource {
  private static final Duration LOOKS = Duration.ofMillis(50);

  private volatile Duration offset;

  private JumpingClock(Path file) {
    offset = read(file);
    Thread.ofVirtual()
        .start(() -> {
          while (true) {
            LockSupport.parkNanos(LOOKS.toNanos());
            offset = read(file);
          }
        });
  }

  /// The clock of a configuration, whose file lies beside it.
  static InstantSource beside(Path configuration) {
    return new JumpingClock(file(configuration));
  }

  static void set(Path configuration, Duration offset) throws IOException {
    Files.writeString(file(configuration), Long.toString(offset.toSeconds()));
  }

  private static Path file(Path configuration) {
    return configuration.resolveSibling("clock-offset");
  }

  private static Duration read(Path file) {
    try {
      var text = Files.exists(file) ? Files.readString(file) : "";
      return text.isEmpty() ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(text));
    } catch (IOException | NumberFormatException halfWritten) {
      return Duration.ZERO;
    }
  }

  @Override
  public Instant instant() {
    return InstantSource.system().instant().plus(offset);
  }
}
