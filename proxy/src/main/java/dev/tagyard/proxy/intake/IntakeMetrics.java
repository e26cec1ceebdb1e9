package dev.tagyard.proxy.intake;

import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts what comes in. Labels come from fixed lists and the configuration alone, never from what
/// was sent.
public final class IntakeMetrics {
  private final MeterRegistry registry;
  private final Map<Label, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, Outcomes> decisions = new ConcurrentHashMap<>();
  private final Map<String, OfSource> sources = new ConcurrentHashMap<>();

  /// What is told of each source from its first event on: also that nothing was lost.
  private record OfSource(Counter received, Counter accepted, Counter lost, Timer acknowledged) {}

  /// Of one destination: found once, for each event asks for one of them.
  private record Outcomes(Counter allow, Counter restrict, Counter deny) {
    Counter of(Verdict verdict) {
      return switch (verdict) {
        case ALLOW -> allow;
        case RESTRICT -> restrict;
        case DENY -> deny;
      };
    }
  }

  /// What is counted, and by which labels; the second key is empty where there is one label.
  private enum Count {
    RECEIVED("events_received", "Events that came in, malformed ones included", "source", ""),
    ACCEPTED("events_accepted", "Events on disk", "source", ""),
    REJECTED("events_rejected", "Events that were malformed", "source", "reason"),
    WITHHELD("events_withheld", "Events that no destination may have", "source", "reason"),
    LOST("events_lost", "Events that were not kept and will not be sent again", "source", ""),
    UNAVAILABLE("requests_unavailable", "Requests that were told to come again", "source", ""),
    DECISIONS("consent_decisions", "Events by what consent let go", "destination", "outcome");

    final String metric;
    final String description;
    final String firstKey;
    final String secondKey;

    Count(String metric, String description, String firstKey, String secondKey) {
      this.metric = "tagyard_" + metric;
      this.description = description;
      this.firstKey = firstKey;
      this.secondKey = secondKey;
    }
  }

  /// @param second empty where the count has one label
  private record Label(Count count, String first, String second) {}

  private final ConsentSummary summary;

  /// @param summary is told of each decision, too
  public IntakeMetrics(MeterRegistry registry, ConsentSummary summary) {
    this.registry = registry;
    this.summary = summary;
  }

  void received(String source, int events) {
    of(source).received().increment(events);
  }

  void accepted(String source, int events) {
    of(source).accepted().increment(events);
  }

  void rejected(String source, String reason) {
    counter(Count.REJECTED, source, reason).increment();
  }

  void withheld(String source, String reason) {
    counter(Count.WITHHELD, source, reason).increment();
  }

  /// Could not be kept and will not be sent again.
  public void lost(String source, int events) {
    of(source).lost().increment(events);
  }

  /// Could not be kept, and the sender was told to come again.
  public void unavailable(String source) {
    counter(Count.UNAVAILABLE, source, "").increment();
  }

  void decided(ConsentDecision decision, Instant at) {
    summary.decided(decision, at);
    decision
        .destinations()
        .forEach((destination, part) ->
            decisions.computeIfAbsent(destination, this::outcomes).of(part.verdict()).increment());
  }

  /// From the request's arrival to its answer, for what was accepted.
  public void acknowledged(String source, Duration took) {
    of(source).acknowledged().record(took);
  }

  private OfSource of(String source) {
    return sources.computeIfAbsent(
        source,
        name ->
            new OfSource(
                counter(Count.RECEIVED, name, ""),
                counter(Count.ACCEPTED, name, ""),
                counter(Count.LOST, name, ""),
                Timer.builder("tagyard_ack_latency")
                    .description("From a request's arrival to its answer, events on disk")
                    .tag("source", name)
                    .publishPercentileHistogram()
                    .minimumExpectedValue(Duration.ofNanos(100_000))
                    .maximumExpectedValue(Duration.ofSeconds(10))
                    .register(registry)));
  }

  private Outcomes outcomes(String destination) {
    return new Outcomes(
        outcome(destination, "allow"),
        outcome(destination, "restrict"),
        outcome(destination, "deny"));
  }

  private Counter outcome(String destination, String outcome) {
    return counter(Count.DECISIONS, destination, outcome);
  }

  private Counter counter(Count count, String first, String second) {
    return counters.computeIfAbsent(
        new Label(count, first, second),
        label -> {
          var builder =
              Counter.builder(count.metric)
                  .description(count.description)
                  .tag(count.firstKey, first);
          return (count.secondKey.isEmpty() ? builder : builder.tag(count.secondKey, second))
              .register(registry);
        });
  }
}
