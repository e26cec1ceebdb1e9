package dev.tagyard.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tagyard.proxy.destination.Samples;
import dev.tagyard.rules.Difference;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShadowMetricsTest {
  @Test
  void a_field_is_told_by_its_group_and_one_of_a_visitor_s_own_not_by_its_name() {
    var registry = new SimpleMeterRegistry();
    var metrics = new ShadowMetrics(registry);

    metrics.compared(
        Samples.event(1),
        Stream.of("params.user_4711", "event_name", "user_4711", "user_4711.name", "(events)")
            .map(field ->
                new Difference("a", "meta", field, MissingNode.getInstance(), IntNode.valueOf(1)))
            .toList());

    assertThat(registry.get("tagyard_rules_shadow_differences").counters())
        .extracting(counter -> counter.getId().getTag("field"))
        .containsExactlyInAnyOrder("params", "event_name", "other", "(events)");
  }
}
