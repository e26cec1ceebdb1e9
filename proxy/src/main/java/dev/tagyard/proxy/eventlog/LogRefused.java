package dev.tagyard.proxy.eventlog;

import java.io.Serial;

/// The log cannot be opened as it lies there, and trying again would not help: it is in use, of
/// another format, or sealed with another key. The message is for the operator.
public final class LogRefused extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public LogRefused(String message) {
    super(message);
  }

  public LogRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
