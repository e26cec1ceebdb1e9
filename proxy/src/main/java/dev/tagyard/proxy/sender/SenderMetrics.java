package dev.tagyard.proxy.sender;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/// Counts what goes out.
public final class SenderMetrics {
  private final MeterRegistry registry;
  private final Map<String, Counter> attempts = new ConcurrentHashMap<>();
  private final Map<String, Timer> latencies = new ConcurrentHashMap<>();

  public SenderMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /// @param outcome from the fixed list of outcomes
  void attempted(String destination, String outcome, int deliveries) {
    attempts
        .computeIfAbsent(
            destination + "/" + outcome,
            _ ->
                Counter.builder("tagyard_attempts")
                    .description("Deliveries tried, by what came of it")
                    .tag("destination", destination)
                    .tag("outcome", outcome)
                    .register(registry))
        .increment(deliveries);
  }

  /// @param outcome `valid`, `invalid` or `unanswered`
  void validated(String destination, String outcome) {
    registry
        .counter("tagyard_vendor_validations", "destination", destination, "outcome", outcome)
        .increment();
  }

  /// @param reason from the vendor's list
  void faulted(String destination, String reason, int events) {
    registry
        .counter("tagyard_vendor_faults", "destination", destination, "reason", reason)
        .increment(events);
  }

  /// From the event's receipt to the vendor's acceptance.
  void delivered(String destination, Duration took) {
    latencies
        .computeIfAbsent(
            destination,
            name ->
                Timer.builder("tagyard_event_to_vendor_latency")
                    .description("From an event's receipt to its acceptance by the vendor")
                    .tag("destination", name)
                    .publishPercentileHistogram()
                    .minimumExpectedValue(Duration.ofMillis(1))
                    .maximumExpectedValue(Duration.ofHours(1))
                    .register(registry))
        .record(took);
  }

  /// @param reason `optout` or `signals`
  void withdrawn(String destination, String reason) {
    registry
        .counter("tagyard_deliveries_withdrawn", "destination", destination, "reason", reason)
        .increment();
  }

  /// @param calls that there may be at once
  void watch(String destination, BooleanSupplier paused, IntSupplier calls) {
    Gauge.builder("tagyard_call_limit", calls, IntSupplier::getAsInt)
        .description("Calls to the vendor that there may be at once, by how it answers")
        .tag("destination", destination)
        .strongReference(true)
        .register(registry);
    Gauge.builder("tagyard_destination_paused", paused, p -> p.getAsBoolean() ? 1 : 0)
        .description("1 while the vendor refuses the destination's credentials")
        .tag("destination", destination)
        .strongReference(true)
        .register(registry);
  }
}
