package dev.tagyard.proxy.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final RandomGenerator CHANCE = RandomGenerator.of("L64X128MixRandom");

  private final Breaker breaker = new Breaker();

  @Test
  void a_wait_that_the_vendor_names_holds_at_once() {
    breaker.failed(NOON, Duration.ofMinutes(3), CHANCE);

    assertThat(breaker.wait(NOON)).isEqualTo(Duration.ofMinutes(3));
    assertThat(breaker.probing()).isFalse();
    breaker.succeeded();
    breaker.failed(NOON, Duration.ofMinutes(1), CHANCE);
    assertThat(breaker.wait(NOON)).isEqualTo(Duration.ofMinutes(3));
    assertThat(breaker.wait(NOON.plusSeconds(180))).isZero();
  }

  @Test
  void a_single_failure_holds_nothing_and_several_do() {
    for (var n = 1; n <= 4; n++) {
      breaker.failed(NOON, Duration.ZERO, CHANCE);
    }
    assertThat(breaker.wait(NOON)).isZero();

    breaker.failed(NOON, Duration.ZERO, CHANCE);
    assertThat(breaker.wait(NOON)).isPositive();
    assertThat(breaker.probing()).isTrue();
    breaker.succeeded();
    assertThat(breaker.wait(NOON)).isZero();
  }

  @Test
  void a_clock_that_was_ahead_and_is_set_right_makes_no_wait_longer() {
    var ahead = NOON.plus(Duration.ofHours(1));
    breaker.failed(ahead, Duration.ofMinutes(3), CHANCE);
    for (var n = 2; n <= 5; n++) {
      breaker.failed(ahead, Duration.ZERO, CHANCE);
    }

    assertThat(breaker.wait(NOON)).isEqualTo(Duration.ofMinutes(3));
    assertThat(breaker.asked(NOON.plusSeconds(60))).isEqualTo(Duration.ofMinutes(2));
    assertThat(breaker.wait(NOON.plusSeconds(180))).isZero();
  }
}
