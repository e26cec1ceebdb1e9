package dev.tagyard.proxy.admin;

import dev.tagyard.proxy.eventlog.EventLog;
import java.util.Optional;

/// Whether the server can keep its promises.
public final class Health {
  private final EventLog log;
  private volatile boolean started;
  private volatile boolean stopping;

  public Health(EventLog log) {
    this.log = log;
  }

  public void started() {
    started = true;
  }

  public void stopping() {
    stopping = true;
  }

  /// Why the server is not ready; absent when it is.
  public Optional<String> trouble() {
    if (!started) {
      return Optional.of("starting");
    }
    return stopping ? Optional.of("stopping") : log.trouble();
  }
}
