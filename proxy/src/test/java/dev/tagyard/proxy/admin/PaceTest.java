package dev.tagyard.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void fifty_a_second_lie_twenty_milliseconds_apart() {
    var pace = new Pace(NOON, 50);

    assertThat(pace.next()).isEqualTo(NOON);
    assertThat(pace.next()).isEqualTo(NOON.plusMillis(20));
    assertThat(pace.next()).isEqualTo(NOON.plusMillis(40));
    assertThat(pace.last()).isEqualTo(NOON.plusMillis(40));
  }

  @Test
  void a_rate_that_does_not_divide_a_second_holds_over_many() {
    var pace = new Pace(NOON, 3);
    for (var i = 0; i < 300; i++) {
      pace.next();
    }

    assertThat(pace.next()).isEqualTo(NOON.plusSeconds(100));
  }
}
