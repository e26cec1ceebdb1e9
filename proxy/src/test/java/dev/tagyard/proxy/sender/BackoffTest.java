package dev.tagyard.proxy.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration NOTHING = Duration.ZERO;

  private final Random chance = new Random(1);
  private final Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(10));

  @Test
  void waits_are_spread_over_all_of_a_time_that_doubles_up_to_the_most() {
    for (var attempt = 1; attempt < 30; attempt++) {
      var ceiling = Math.min(2_000L << Math.min(attempt - 1, 20), 600_000);
      var waits = waits(attempt);

      assertThat(waits).allMatch(wait -> wait.toMillis() <= ceiling);
      assertThat(waits).anyMatch(wait -> wait.toMillis() < ceiling / 10);
      assertThat(waits).anyMatch(wait -> wait.toMillis() > ceiling * 9 / 10);
    }
  }

  @Test
  void what_the_vendor_asks_for_is_never_undercut() {
    var asked = Duration.ofSeconds(30);

    assertThat(Stream.generate(() -> backoff.delay(1, asked, chance)).limit(200))
        .allMatch(wait -> wait.compareTo(asked) >= 0)
        .allMatch(wait -> wait.compareTo(asked.plusSeconds(1)) < 0);
  }

  private List<Duration> waits(int attempt) {
    return Stream.generate(() -> backoff.delay(attempt, NOTHING, chance)).limit(200).toList();
  }
}
