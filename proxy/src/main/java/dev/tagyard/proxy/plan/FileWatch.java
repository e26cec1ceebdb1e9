package dev.tagyard.proxy.plan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks twice a second whether files changed, and tells once they have come to rest. Polling works
/// on every file system, those of containers included.
public final class FileWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
  private static final Duration PERIOD = Duration.ofMillis(400);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// After a change that could not be followed, as on a full disk.
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(5);

  private final Supplier<List<Path>> files;
  private final Supplier<Map<Path, String>> read;
  private final Runnable changed;
  private final Duration againAfter;
  private final Thread thread;
  private volatile boolean closed;

  /// @param files to watch; asked each time
  /// @param read what they were like when they were read last: what differs from that is a change,
  ///   also of files that a change brought in
  /// @param changed is told again, some seconds later, of a change that it throws at
  public FileWatch(Supplier<List<Path>> files, Supplier<Map<Path, String>> read, Runnable changed) {
    this(files, read, changed, AGAIN_AFTER);
  }

  FileWatch(
      Supplier<List<Path>> files,
      Supplier<Map<Path, String>> read,
      Runnable changed,
      Duration againAfter) {
    this.againAfter = againAfter;
    this.files = files;
    this.read = read;
    this.changed = changed;
    this.thread = Thread.ofVirtual().name("file-watch").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    var look = new Look();
    var failed = false;
    try {
      while (!closed) {
        Thread.sleep(PERIOD);
        try {
          look.again();
          failed = false;
        } catch (RuntimeException bug) {
          if (!failed) {
            LOG.error("files could not be watched", bug);
          }
          failed = true;
        }
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /// What was seen, from one look to the next.
  private final class Look {
    private Map<Path, String> lastRead = read.get();
    private Map<Path, String> told = lastRead;
    private Map<Path, String> last = lastRead;
    private OptionalLong failedAt = OptionalLong.empty();

    void again() {
      var reading = read.get();
      if (!reading.equals(lastRead)) {
        lastRead = reading;
        var others = new HashMap<>(reading);
        others.replaceAll((file, stamp) -> told.getOrDefault(file, stamp));
        told = others;
      }
      var now = FileStamps.of(files.get());
      if (now.equals(last) && !now.equals(told) && !isResting()) {
        try {
          changed.run();
          told = now;
          failedAt = OptionalLong.empty();
        } catch (RuntimeException failure) {
          if (failedAt.isEmpty()) {
            LOG.error("the change of a file could not be followed; it is tried again", failure);
          }
          failedAt = OptionalLong.of(System.nanoTime());
        }
      }
      last = now;
    }

    private boolean isResting() {
      return failedAt.isPresent()
          && System.nanoTime() - failedAt.getAsLong() < againAfter.toNanos();
    }
  }

  /// When this returns, no change is told any more.
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
