package dev.tagyard.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void admits_a_burst_and_then_the_rate() {
    var limit = new RateLimit(10, 20, 100);

    var atOnce = admitted(limit, "203.0.113.1", 50, 0);
    var aSecondLater = admitted(limit, "203.0.113.1", 50, SECOND);

    assertThat(atOnce).isEqualTo(20);
    assertThat(aSecondLater).isEqualTo(10);
  }

  @Test
  void one_address_does_not_use_up_what_another_has() {
    var limit = new RateLimit(10, 20, 100);

    assertThat(admitted(limit, "203.0.113.1", 1_000, 0)).isEqualTo(20);
    assertThat(admitted(limit, "203.0.113.2", 5, 0)).isEqualTo(5);
  }

  @Test
  void no_rate_admits_everything() {
    assertThat(admitted(new RateLimit(0, 1, 1), "203.0.113.1", 10_000, 0)).isEqualTo(10_000);
  }

  private static int admitted(RateLimit limit, String address, int requests, long now) {
    var admitted = 0;
    for (var i = 0; i < requests; i++) {
      admitted += limit.admit(address, now) ? 1 : 0;
    }
    return admitted;
  }
}
