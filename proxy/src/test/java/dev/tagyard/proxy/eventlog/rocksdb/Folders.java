package dev.tagyard.proxy.eventlog.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// A log's files, as they lie on disk.
final class Folders {
  private Folders() {}

  static List<Path> files(Path folder) {
    try (var files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// A copy of what lies there while the log is open, which is what a kill would leave of it. Begun
  /// again where files came or went meanwhile.
  static Path copy(Path from, Path to) {
    for (var attempt = 0; ; attempt++) {
      var target = to.resolve(Integer.toString(attempt));
      try {
        var before = files(from);
        Files.createDirectories(target);
        for (var file : before) {
          Files.copy(file, target.resolve(from.relativize(file).toString()));
        }
        if (before.equals(files(from))) {
          return target;
        }
      } catch (NoSuchFileException gone) {
        // Compacted away while it was to be copied.
      } catch (IOException | UncheckedIOException failed) {
        throw new IllegalStateException("cannot copy " + from, failed);
      }
    }
  }
}
