package dev.tagyard.proxy.admin;

import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.proxy.eventlog.Totals;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The sum of each destination, term by term, and the state of its outbox. The log keeps these
/// numbers itself, so they go on after a restart.
public final class LogMetrics {
  private final MeterRegistry registry;
  private final EventLog log;
  private final InstantSource clock;
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private volatile Map<String, Totals> totals = Map.of();

  public LogMetrics(MeterRegistry registry, EventLog log, InstantSource clock) {
    this.registry = registry;
    this.log = log;
    this.clock = clock;
    Gauge.builder("tagyard_log_writable", log, l -> l.trouble().isEmpty() ? 1 : 0)
        .description("1 while the event log takes events")
        .strongReference(true)
        .register(registry);
    Gauge.builder(
            "tagyard_journal_waiting", log, l -> l.end().value() - (double) l.cursor().value())
        .description("Accepted events not yet dispatched")
        .strongReference(true)
        .register(registry);
  }

  /// Reads the numbers anew; blocks.
  public void refresh() {
    totals = log.totals();
    totals.keySet().stream().filter(known::add).forEach(this::register);
  }

  private void register(String destination) {
    FunctionCounter.builder("tagyard_accepted", this, m -> m.of(destination).accepted())
        .description("Accepted events that a destination was to be asked for")
        .tag("destination", destination)
        .register(registry);
    for (var term : Term.values()) {
      FunctionCounter.builder(
              "tagyard_settled", this, m -> m.of(destination).settled().getOrDefault(term, 0L))
          .description("Accepted events by where they ended for a destination")
          .tag("destination", destination)
          .tag("term", term.label())
          .register(registry);
    }
    gauge("tagyard_waiting", destination, "Accepted events that wait in journal and outbox")
        .register(registry);
    Gauge.builder("tagyard_outbox_depth", this, m -> m.of(destination).outbox())
        .description("Entries in the outbox")
        .tag("destination", destination)
        .register(registry);
    Gauge.builder("tagyard_dead_letters", this, m -> m.of(destination).deadLetters())
        .description("Dead letters that are kept, to be looked at, replayed or discarded")
        .tag("destination", destination)
        .register(registry);
    Gauge.builder("tagyard_outbox_oldest_seconds", this, m -> m.age(destination))
        .description("Age of the oldest entry in the outbox")
        .tag("destination", destination)
        .register(registry);
  }

  private Gauge.Builder<LogMetrics> gauge(String name, String destination, String description) {
    return Gauge.builder(name, this, m -> m.of(destination).waiting())
        .description(description)
        .tag("destination", destination);
  }

  private double age(String destination) {
    return of(destination)
        .oldest()
        .map(oldest -> Duration.between(oldest, clock.instant()).toMillis() / 1_000.0)
        .orElse(0.0);
  }

  private Totals of(String destination) {
    return Optional.ofNullable(totals.get(destination))
        .orElseGet(() -> new Totals(0, Map.of(), 0, 0, 0, Optional.empty()));
  }
}
