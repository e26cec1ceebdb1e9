package dev.tagyard.proxy.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The disk that accepted events are synced to before the answer.
final class Disk {
  private static final String NAME = "disk";
  private static final long LITTLE = 1L << 30;
  private static final long TOO_LITTLE = 256L << 20;
  private static final int SYNCS = 40;
  private static final int BLOCK = 4_096;
  private static final Duration SLOW = Duration.ofMillis(20);

  /// Keep nothing over a restart.
  private static final Set<String> MEMORY = Set.of("tmpfs", "ramfs");

  private Disk() {}

  static List<Finding> examine(Path dataDir) {
    var folder = existing(dataDir.toAbsolutePath());
    try {
      return List.of(space(folder, Files.getFileStore(folder)), sync(folder));
    } catch (IOException unwritable) {
      return List.of(
          Finding.fail(
              NAME,
              "data.dir, "
                  + dataDir
                  + ", cannot be written by this user ("
                  + unwritable.getClass().getSimpleName()
                  + ": "
                  + unwritable.getMessage()
                  + ").",
              "Run this as the user that runs Tagyard; if it says so again, give that user the"
                  + " folder."));
    }
  }

  private static Finding space(Path folder, FileStore store) throws IOException {
    var free = store.getUsableSpace();
    var found = String.format(Locale.ROOT, "%.1f GB are free in %s.", free / 1e9, folder);
    if (MEMORY.contains(store.type())) {
      return Finding.warn(
          NAME,
          folder + " lies in memory: what was accepted is gone when the machine restarts.",
          "Put data.dir on a disk.");
    }
    if (free < LITTLE) {
      var todo = "Make room: with the disk full, events are answered 503.";
      return free < TOO_LITTLE ? Finding.fail(NAME, found, todo) : Finding.warn(NAME, found, todo);
    }
    return Finding.ok(NAME, found);
  }

  private static Finding sync(Path folder) throws IOException {
    var file = Files.createTempFile(folder, ".doctor", ".tmp");
    var took = new long[SYNCS];
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (var i = 0; i < SYNCS; i++) {
        var started = System.nanoTime();
        channel.write(ByteBuffer.allocate(BLOCK));
        channel.force(false);
        took[i] = System.nanoTime() - started;
      }
    } finally {
      Files.delete(file);
    }
    Arrays.sort(took);
    var median = took[SYNCS / 2];
    var found =
        String.format(
            Locale.ROOT,
            "A sync takes %.1f ms, at worst %.1f ms.",
            median / 1e6,
            took[SYNCS - 1] / 1e6);
    return median > SLOW.toNanos()
        ? Finding.warn(
            "sync", found, "Put data.dir on a faster disk: each answer waits for one such sync.")
        : Finding.ok("sync", found);
  }

  /// The folder itself, or the nearest one above it that there is.
  private static Path existing(Path folder) {
    var there = folder;
    while (!Files.isDirectory(there)) {
      var parent = there.getParent();
      if (parent == null) {
        return there;
      }
      there = parent;
    }
    return there;
  }
}
