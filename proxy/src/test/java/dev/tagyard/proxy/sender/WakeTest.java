package dev.tagyard.proxy.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WakeTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final int TIMES = 50;

  private final Wake wake = new Wake();

  @Test
  void the_shortest_wait_is_one() throws Exception {
    var start = System.nanoTime();
    for (var i = 0; i < TIMES; i++) {
      wake.await(SHORT);
    }

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TIMES * SHORT.toNanos());
  }

  @Test
  void a_call_before_the_wait_ends_it_and_only_it() throws Exception {
    var start = System.nanoTime();
    wake.call();

    wake.await(Duration.ofMinutes(10));
    wake.await(SHORT);

    assertThat(System.nanoTime() - start)
        .isBetween(SHORT.toNanos(), Duration.ofMinutes(5).toNanos());
  }

  @Test
  void a_call_ends_the_wait_under_way() throws Exception {
    var waiting = Thread.ofPlatform().start(() -> waitFor(Duration.ofMinutes(10)));
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }

    wake.call();

    assertThat(waiting.join(Duration.ofMinutes(5))).isTrue();
  }

  private void waitFor(Duration wait) {
    try {
      wake.await(wait);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
