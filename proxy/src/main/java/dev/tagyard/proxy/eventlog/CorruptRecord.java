package dev.tagyard.proxy.eventlog;

import java.io.Serial;

/// A kept record that cannot be unsealed or read: it was changed on disk, or its data key is gone.
public final class CorruptRecord extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public CorruptRecord(String message) {
    super(message);
  }

  public CorruptRecord(String message, Throwable cause) {
    super(message, cause);
  }
}
