package dev.tagyard.proxy.destination.tiktok;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.destination.Ends;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TikTokTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|200|{\"code\":0}|Delivered Delivered",
        "2|200|{\"code\":20001,\"message\":\"partly\"}|Split Split",
        "3|200|{\"code\":40002,\"message\":\"Batch.1.event_time: bad\"}|Split Rejected Split",
        "1|200|{\"code\":40002,\"message\":\"Batch.0.event_time: bad\"}|Rejected",
        "2|200|{\"code\":40002,\"message\":\"unnamed\"}|Split Split",
        "1|200|{\"code\":40001,\"message\":\"no permission\"}|CredentialsRefused",
        "1|200|{\"code\":40105,\"message\":\"no token\"}|CredentialsRefused",
        "1|200|{\"code\":40100,\"message\":\"too many\"}|Retry",
        "1|200|{\"code\":50000,\"message\":\"system\"}|Retry",
        "1|200|<html>|Retry",
        "1|502||Retry",
      })
  void each_answer_has_its_outcomes(int size, int status, @Nullable String body, String outcomes) {
    var said = body == null ? "" : body;

    assertThat(Ends.of(TikTok.TYPE, TikTokConformanceTest.CONFIG, size, status, said))
        .isEqualTo(outcomes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "visitor.ip=203.0.113.9|sent",
        "user visitor|no_usable_user_data",
        "user.email user.phone visitor.ip|no_usable_user_data",
        "event_name=refund|no_refund_event",
        "event_name=cancel|no_cancel_event",
      })
  void what_the_vendor_would_refuse_is_not_sent(String without, String reason) {
    assertThat(
            Ends.screened(
                TikTok.TYPE,
                TikTokConformanceTest.CONFIG,
                event -> {
                  var changed = event;
                  for (var path : without.split(" ", -1)) {
                    changed =
                        path.contains("=")
                            ? changed.with(path.split("=", -1)[0], path.split("=", -1)[1])
                            : changed.without(path);
                  }
                  return changed;
                }))
        .isEqualTo(reason);
  }

  @Test
  void a_name_of_one_s_own_is_passed_on() {
    var request =
        Ends.request(
            TikTok.TYPE, TikTokConformanceTest.CONFIG, event -> event.with("event_name", "quiz"));

    assertThat(request.body()).contains("\"event\":\"quiz\"");
  }
}
