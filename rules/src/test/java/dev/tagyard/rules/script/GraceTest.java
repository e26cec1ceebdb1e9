package dev.tagyard.rules.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class GraceTest {
  private static final Duration USUAL = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(1);

  private final Set<String> stopped = ConcurrentHashMap.newKeySet();
  private final Grace one = new Grace(stopped);
  private final Grace other = new Grace(stopped);

  @Test
  void the_first_hundred_calls_may_take_long() {
    for (var i = 0; i < 100; i++) {
      assertThat(one.limit("a.js", USUAL)).isEqualTo(LONG);
      one.returned("a.js");
    }

    assertThat(one.limit("a.js", USUAL)).isEqualTo(USUAL);
    assertThat(one.limit("b.js", USUAL)).isEqualTo(LONG);
  }

  @Test
  void one_stop_ends_it_on_every_thread() {
    one.stopped("a.js");

    assertThat(one.limit("a.js", USUAL)).isEqualTo(USUAL);
    assertThat(other.limit("a.js", USUAL)).isEqualTo(USUAL);
    assertThat(other.limit("b.js", USUAL)).isEqualTo(LONG);
  }
}
