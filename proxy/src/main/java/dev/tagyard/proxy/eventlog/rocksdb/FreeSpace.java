package dev.tagyard.proxy.eventlog.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Room on the disk, asked for at most twice a second. For the writer's thread alone.
final class FreeSpace {
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Path folder;
  private final long reserve;
  private Optional<String> shortage = Optional.empty();
  private long asked = System.nanoTime() - EVERY_NANOS;

  FreeSpace(Path folder, long reserve) {
    this.folder = folder;
    this.reserve = reserve;
  }

  /// Why nothing more should be accepted; absent when there is room.
  Optional<String> shortage() {
    var now = System.nanoTime();
    if (now - asked >= EVERY_NANOS) {
      asked = now;
      shortage = ask();
    }
    return shortage;
  }

  private Optional<String> ask() {
    try {
      return Files.getFileStore(folder).getUsableSpace() >= reserve
          ? Optional.empty()
          : Optional.of("the disk has less than " + reserve + " bytes left");
    } catch (IOException unknown) {
      // Then the write itself will tell.
      return Optional.empty();
    }
  }
}
