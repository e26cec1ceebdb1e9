package dev.tagyard.proxy.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks twice a second whether files changed, and tells once they have come to rest. Polling works
/// on every file system, those of containers included.
public final class FileWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
  private static final Duration PERIOD = Duration.ofMillis(400);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int DEEPEST = 4;

  private final Supplier<List<Path>> paths;
  private final Runnable changed;
  private final Thread thread;
  private volatile boolean closed;

  /// @param paths files and folders to watch; asked each time
  public FileWatch(Supplier<List<Path>> paths, Runnable changed) {
    this.paths = paths;
    this.changed = changed;
    this.thread = Thread.ofVirtual().name("file-watch").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      var told = stamps();
      var last = told;
      while (!closed) {
        Thread.sleep(PERIOD);
        var now = stamps();
        if (now.equals(last) && !now.equals(told)) {
          told = now;
          tell();
        }
        last = now;
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell() {
    try {
      changed.run();
    } catch (RuntimeException bug) {
      LOG.error("the change of a file could not be followed", bug);
    }
  }

  private Map<String, String> stamps() {
    var stamps = new TreeMap<String, String>();
    for (var path : paths.get()) {
      try (var below = Files.walk(path, DEEPEST)) {
        below
            .filter(Files::isRegularFile)
            .forEach(file -> stamps.put(file.toString(), stamp(file)));
      } catch (IOException unreadable) {
        stamps.put(path.toString(), "unreadable");
      }
    }
    return stamps;
  }

  private static String stamp(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis() + "/" + Files.size(file);
    } catch (IOException unreadable) {
      return "unreadable";
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
