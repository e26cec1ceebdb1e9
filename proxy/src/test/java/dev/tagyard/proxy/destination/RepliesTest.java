package dev.tagyard.proxy.destination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.rules.yaml.Secret;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepliesTest {
  @Test
  void retry_after_may_be_seconds() {
    assertThat(wait(Map.of("retry-after", " 120 "))).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void retry_after_may_be_a_date_against_the_reply_s_own() {
    var headers =
        Map.of(
            "retry-after",
            "Sun, 22 Nov 2026 10:05:00 GMT",
            "date",
            "Sun, 22 Nov 2026 10:00:00 GMT");

    assertThat(wait(headers)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void nonsense_asks_for_nothing_and_nobody_asks_for_more_than_a_day() {
    assertThat(wait(Map.of())).isZero();
    assertThat(wait(Map.of("retry-after", "soon"))).isZero();
    assertThat(wait(Map.of("retry-after", "-5"))).isZero();
    assertThat(wait(Map.of("retry-after", "Sun, 22 Nov 2026 10:05:00 GMT"))).isZero();
    assertThat(wait(Map.of("retry-after", "999999999"))).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void words_are_cut_and_secrets_in_them_masked() {
    var reply = new HttpReply(400, Map.of(), "bad token abcdef " + "x".repeat(5_000));

    var words = Replies.words(Replies.without(reply, new Secret("abcdef")));

    assertThat(words).startsWith("HTTP 400 bad token *** xxx").hasSizeLessThan(1_010);
  }

  private static Duration wait(Map<String, String> headers) {
    return Replies.retryAfter(new HttpReply(429, headers, ""));
  }
}
