package dev.tagyard.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final long FIRST = 0xcb007101L;
  private static final long SECOND = 0xcb007102L;
  private static final long NANOS = 1_000_000_000L;

  @Test
  void admits_a_burst_and_then_the_rate() {
    var limit = new RateLimit(100);

    var atOnce = admitted(limit, FIRST, 50, 0);
    var aSecondLater = admitted(limit, FIRST, 50, NANOS);

    assertThat(atOnce).isEqualTo(20);
    assertThat(aSecondLater).isEqualTo(10);
  }

  @Test
  void one_address_does_not_use_up_what_another_has() {
    var limit = new RateLimit(100);

    assertThat(admitted(limit, FIRST, 1_000, 0)).isEqualTo(20);
    assertThat(admitted(limit, SECOND, 5, 0)).isEqualTo(5);
  }

  @Test
  void no_rate_admits_everything() {
    var limit = new RateLimit(1);

    var admitted = 0;
    for (var i = 0; i < 10_000; i++) {
      admitted += limit.admit(FIRST, 0, 1, 0) ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(10_000);
  }

  private static int admitted(RateLimit limit, long network, int requests, long now) {
    var admitted = 0;
    for (var i = 0; i < requests; i++) {
      admitted += limit.admit(network, 10, 20, now) ? 1 : 0;
    }
    return admitted;
  }
}
