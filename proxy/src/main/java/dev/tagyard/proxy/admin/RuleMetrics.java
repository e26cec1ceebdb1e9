package dev.tagyard.proxy.admin;

import dev.tagyard.rules.RuleEnd;
import dev.tagyard.rules.RuleObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Time and ends of each rule. Rule names come from the operator's own files.
public final class RuleMetrics implements RuleObserver {
  private final MeterRegistry registry;
  private final Map<Label, Timer> timers = new ConcurrentHashMap<>();

  private record Label(String rule, RuleEnd end) {}

  public RuleMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void ended(String rule, RuleEnd end, long nanos) {
    timers
        .computeIfAbsent(
            new Label(rule, end),
            label ->
                Timer.builder("tagyard_rule_time")
                    .description("Time that a rule took, by how it ended")
                    .tag("rule", label.rule())
                    .tag("end", label.end().name().toLowerCase(Locale.ROOT))
                    .register(registry))
        .record(Duration.ofNanos(nanos));
  }
}
