package dev.tagyard.proxy.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.consent.ConsentDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsentSummaryTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final ConsentSummary summary = new ConsentSummary();

  @Test
  void keeps_a_week_and_no_more() {
    for (var hour = 0; hour < 1_000; hour++) {
      summary.decided(withdrawn("meta"), NOON.plus(Duration.ofHours(hour)));
    }

    var told = summary.told(999, NOON.plus(Duration.ofHours(999)));

    assertThat(told.path("hours")).hasSize(ConsentSummary.HOURS);
    assertThat(told.at("/total/destinations/meta/deny/consent_withdrawn").asInt())
        .isEqualTo(ConsentSummary.HOURS);
  }

  @Test
  void tells_the_hours_that_are_asked_for() {
    summary.decided(withdrawn("meta"), NOON);
    summary.decided(withdrawn("meta"), NOON.plus(Duration.ofHours(1)));

    var told = summary.told(1, NOON.plus(Duration.ofMinutes(90)));

    assertThat(told.path("hours")).hasSize(1);
    assertThat(told.at("/hours/0/hour").asText()).isEqualTo("2026-11-22T13:00:00Z");
    assertThat(told.at("/total/laws/none").asInt()).isEqualTo(1);
  }

  @Test
  void is_bounded_whatever_is_counted() {
    for (var i = 0; i < 10_000; i++) {
      summary.decided(withdrawn("destination" + i), NOON);
    }

    assertThat(summary.told(1, NOON).at("/total/destinations")).hasSizeLessThanOrEqualTo(4_096);
  }

  private static ConsentDecision withdrawn(String destination) {
    return ConsentDecision.withdrawn(Set.of(destination), Map.of());
  }
}
