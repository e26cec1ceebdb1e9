package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.LogRefused;
import java.util.Optional;
import org.rocksdb.RocksDB;

/// RocksDB's native code, loaded once. RocksDB itself forgets why a load failed: whoever asks next
/// waits ten seconds and is given another reason.
final class NativeCode {
  private static final Optional<String> FAILURE = failure();

  private NativeCode() {}

  /// Waits until it is loaded, or is known not to.
  static void load() {
    // The class's initialisation does, once, whoever comes first.
  }

  /// As [#load]; throws [LogRefused] where it does not load.
  static void require() {
    if (FAILURE.isPresent()) {
      throw new LogRefused("RocksDB's native code does not load: " + FAILURE.get());
    }
  }

  private static Optional<String> failure() {
    try {
      RocksDB.loadLibrary();
      return Optional.empty();
    } catch (RuntimeException | LinkageError failure) {
      return Optional.of(reason(failure));
    }
  }

  /// What went wrong first: all above only passed it on.
  private static String reason(Throwable failure) {
    return failure.getCause() == null
        ? String.valueOf(failure.getMessage())
        : reason(failure.getCause());
  }
}
