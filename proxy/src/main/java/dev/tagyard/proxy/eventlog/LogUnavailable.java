package dev.tagyard.proxy.eventlog;

import java.io.Serial;

/// The log cannot take or give anything now: the disk is full or not writable. It says so until it
/// can again; nothing that was promised is lost.
public final class LogUnavailable extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public LogUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
