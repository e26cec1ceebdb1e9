package dev.tagyard.proxy.eventlog;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A kept record that cannot be unsealed or read: it was changed on disk, or its data key is gone.
public final class CorruptRecord extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient @Nullable Position upTo;

  public CorruptRecord(String message) {
    super(message);
    this.upTo = null;
  }

  public CorruptRecord(String message, Throwable cause) {
    super(message, cause);
    this.upTo = cause instanceof CorruptRecord same ? same.upTo : null;
  }

  /// Of the journal.
  ///
  /// @param upTo the last position that cannot be read; what comes after it can be asked for
  public CorruptRecord(String message, Position upTo, Throwable cause) {
    super(message, cause);
    this.upTo = upTo;
  }

  /// The last position of the journal that cannot be read; absent where the record was another.
  public Optional<Position> upTo() {
    return Optional.ofNullable(upTo);
  }
}
