package dev.tagyard.proxy.admin;

import dev.tagyard.proxy.eventlog.EventLog;
import java.util.Optional;
import java.util.function.Supplier;

/// Whether the server can keep its promises.
public final class Health {
  private final EventLog log;
  private final Supplier<Optional<String>> rules;
  private volatile boolean started;
  private volatile boolean stopping;

  /// @param rules why rules do not run as they should
  public Health(EventLog log, Supplier<Optional<String>> rules) {
    this.log = log;
    this.rules = rules;
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
    return stopping ? Optional.of("stopping") : log.trouble().or(rules);
  }
}
