package dev.tagyard.proxy.destination.microsoft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.destination.Ends;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MicrosoftTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|200|{\"eventsReceived\":2}|Delivered Delivered",
        "2|200|{\"eventsReceived\":1,\"error\":{\"details\":[{\"index\":1,\"errorMessage\":\"x\"}]}}|Delivered Rejected",
        "3|200|{\"eventsReceived\":3,\"error\":{\"details\":[{\"index\":1,\"errorMessage\":\"x\"}]}}|Delivered Rejected Delivered",
        "3|200|{\"eventsReceived\":1,\"error\":{\"details\":[{\"index\":1,\"errorMessage\":\"x\"}]}}|Split Rejected Split",
        "2|200|{\"eventsReceived\":1}|Split Split",
        "1|200|{\"eventsReceived\":0}|Rejected",
        "2|400|{\"eventsReceived\":1,\"error\":{\"details\":[{\"index\":0,\"errorMessage\":\"x\"}]}}|Rejected Delivered",
        "2|400|{\"eventsReceived\":0,\"error\":{\"details\":[{\"index\":0,\"errorMessage\":\"x\"}]}}|Rejected Split",
        "2|400|{\"error\":{\"details\":[{\"index\":0,\"errorMessage\":\"x\"}]}}|Rejected Split",
        "2|400|{\"error\":{\"message\":\"x\"}}|Split Split",
        "1|200|{}|Retry",
        "1|401||CredentialsRefused",
        "1|429||Retry",
      })
  void each_answer_has_its_outcomes(int size, int status, @Nullable String body, String outcomes) {
    var said = body == null ? "" : body;

    assertThat(Ends.of(Microsoft.TYPE, MicrosoftConformanceTest.CONFIG, size, status, said))
        .isEqualTo(outcomes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user.phone|sent",
        "user|no_usable_user_data",
        "event_name=refund|no_refund_event",
      })
  void what_the_vendor_would_refuse_is_not_sent(String without, String reason) {
    assertThat(
            Ends.screened(
                Microsoft.TYPE,
                MicrosoftConformanceTest.CONFIG,
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
}
