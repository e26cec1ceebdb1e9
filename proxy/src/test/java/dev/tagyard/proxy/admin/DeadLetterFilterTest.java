package dev.tagyard.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterFilterTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void times_are_instants_days_or_how_long_ago() {
    assertThat(since("2026-11-20T10:00:00Z")).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(since("2026-11-20")).isEqualTo("2026-11-20T00:00:00Z");
    assertThat(since("36h")).isEqualTo(NOON.minus(Duration.ofHours(36)));
    assertThat(since("7d")).isEqualTo(NOON.minus(Duration.ofDays(7)));
  }

  @ParameterizedTest
  @CsvSource({
    "since, soon",
    "since, 2026-13-01",
    "until, 24",
    "limit, 0",
    "limit, many",
    "rate, -1",
    "rate, 10001",
    "destinations, meta"
  })
  void what_makes_no_sense_is_named(String key, String value) {
    assertThatThrownBy(() -> DeadLetterFilter.of(Map.of(key, value), NOON, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key);
  }

  @Test
  void a_move_wants_a_filter_ids_or_all() {
    assertThatThrownBy(() -> DeadLetterFilter.ofMove(Map.of("limit", "5"), NOON))
        .hasMessageContaining("all=true");
    assertThat(DeadLetterFilter.ofMove(Map.of("id", "a,b"), NOON).ids()).containsExactly("a", "b");
    assertThat(DeadLetterFilter.ofMove(Map.of("all", "true"), NOON).query().isAll()).isTrue();
  }

  private static Instant since(String text) {
    return DeadLetterFilter.of(Map.of("since", text), NOON, 10).query().since().orElseThrow();
  }
}
