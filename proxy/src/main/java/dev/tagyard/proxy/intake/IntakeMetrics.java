package dev.tagyard.proxy.intake;

import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// Counts what comes in. Labels come from fixed lists and the configuration alone, never from what
/// was sent.
public final class IntakeMetrics {
  private final MeterRegistry registry;
  private final Map<Label, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, Map<Verdict, Counter>> decisions = new ConcurrentHashMap<>();
  private final Map<String, Timer> acknowledged = new ConcurrentHashMap<>();

  private record Label(String metric, String first, String second) {}

  private final ConsentSummary summary;

  /// @param summary is told of each decision, too
  public IntakeMetrics(MeterRegistry registry, ConsentSummary summary) {
    this.registry = registry;
    this.summary = summary;
  }

  void received(String source, int events) {
    counter("tagyard_events_received", "source", source, "", "").increment(events);
  }

  void accepted(String source, int events) {
    counter("tagyard_events_accepted", "source", source, "", "").increment(events);
  }

  void rejected(String source, String reason) {
    counter("tagyard_events_rejected", "source", source, "reason", reason).increment();
  }

  void withheld(String source, String reason) {
    counter("tagyard_events_withheld", "source", source, "reason", reason).increment();
  }

  /// Could not be kept and will not be sent again.
  public void lost(String source, int events) {
    counter("tagyard_events_lost", "source", source, "", "").increment(events);
  }

  /// Could not be kept, and the sender was told to come again.
  public void unavailable(String source) {
    counter("tagyard_requests_unavailable", "source", source, "", "").increment();
  }

  void decided(ConsentDecision decision, Instant at) {
    summary.decided(decision, at);
    decision
        .destinations()
        .forEach((destination, part) ->
            Objects.requireNonNull(
                    decisions.computeIfAbsent(destination, this::outcomes).get(part.verdict()))
                .increment());
  }

  /// From the request's arrival to its answer, for what was accepted.
  public void acknowledged(String source, Duration took) {
    acknowledged
        .computeIfAbsent(
            source,
            name ->
                Timer.builder("tagyard_ack_latency")
                    .description("From a request's arrival to its answer, events on disk")
                    .tag("source", name)
                    .publishPercentileHistogram()
                    .minimumExpectedValue(Duration.ofNanos(100_000))
                    .maximumExpectedValue(Duration.ofSeconds(10))
                    .register(registry))
        .record(took);
  }

  private Map<Verdict, Counter> outcomes(String destination) {
    var outcomes = new EnumMap<Verdict, Counter>(Verdict.class);
    for (var verdict : Verdict.values()) {
      var outcome = verdict.name().toLowerCase(Locale.ROOT);
      outcomes.put(
          verdict,
          counter("tagyard_consent_decisions", "destination", destination, "outcome", outcome));
    }
    return outcomes;
  }

  private Counter counter(
      String metric, String firstKey, String first, String secondKey, String second) {
    return counters.computeIfAbsent(
        new Label(metric, first, second),
        label -> {
          var builder = Counter.builder(metric).tag(firstKey, first);
          return (secondKey.isEmpty() ? builder : builder.tag(secondKey, second))
              .register(registry);
        });
  }
}
