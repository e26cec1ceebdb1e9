package dev.tagyard.proxy.admin;

import dev.tagyard.rules.RuleEngine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.Supplier;

/// Which engine runs the scripts: `tagyard_rules_engine{mode="…"}` is 1 for the one that does.
public final class EngineMetric {
  private EngineMetric() {}

  /// @param engine of the rules that run when it is asked
  public static void register(Supplier<RuleEngine> engine, MeterRegistry registry) {
    for (var mode : RuleEngine.Mode.values()) {
      Gauge.builder("tagyard_rules_engine", () -> engine.get().mode() == mode ? 1 : 0)
          .description("Whether scripts run in this way")
          .tag("mode", mode.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }
}
