package dev.tagyard.proxy.admin;

import dev.tagyard.rules.Candidate;
import dev.tagyard.rules.Difference;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.event.EventFields;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/// Counts where the rules of `rules.shadow` would have done otherwise. Rules and destinations are
/// the operator's own names; of a field only its group is kept, and that only where the event's
/// shape has it: the rest may come from visitors.
public final class ShadowMetrics implements Candidate.Observer {
  private static final String UNNAMED = "none";
  private static final String OTHER = "other";

  private final MeterRegistry registry;
  private final Counter compared;

  public ShadowMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.compared =
        Counter.builder("tagyard_rules_shadow_compared")
            .description("Events on which the rules of rules.shadow were compared")
            .register(registry);
  }

  @Override
  public void compared(Event event, List<Difference> differences) {
    compared.increment();
    differences.forEach(difference ->
        Counter.builder("tagyard_rules_shadow_differences")
            .description("What the rules of rules.shadow would have done otherwise")
            .tag("rule", difference.rule().isEmpty() ? UNNAMED : difference.rule())
            .tag("destination", difference.destination())
            .tag("field", group(difference.field()))
            .register(registry)
            .increment());
  }

  private static String group(String field) {
    var dot = field.indexOf('.');
    var group = dot < 0 ? field : field.substring(0, dot);
    var known = group.equals(Difference.EVENTS) || EventFields.find(group).isPresent();
    return known ? group : OTHER;
  }
}
