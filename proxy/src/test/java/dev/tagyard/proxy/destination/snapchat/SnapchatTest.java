package dev.tagyard.proxy.destination.snapchat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.destination.Ends;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapchatTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|200|{\"status\":\"VALID\"}|Delivered Delivered",
        "3|400|{\"status\":\"INVALID\",\"event\":2}|Split Split Rejected",
        "2|400|{\"status\":\"INVALID\"}|Split Split",
        "1|200|{\"status\":\"INVALID\",\"event\":0}|Rejected",
        "1|401|{\"status\":\"INVALID\"}|CredentialsRefused",
        "1|200|{}|Retry",
        "1|429||Retry",
        "1|500|{\"status\":\"INVALID\"}|Retry",
      })
  void each_answer_has_its_outcomes(int size, int status, @Nullable String body, String outcomes) {
    var said = body == null ? "" : body;

    assertThat(Ends.of(Snapchat.TYPE, SnapchatConformanceTest.CONFIG, size, status, said))
        .isEqualTo(outcomes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user.phone|sent",
        "user visitor|no_usable_user_data",
        "params.currency|no_value_or_currency",
        "event_name=contact|sent",
        "event_name=quiz|no_such_event",
        "event_name=refund|no_refund_event",
      })
  void what_the_vendor_would_refuse_is_not_sent(String without, String reason) {
    assertThat(
            Ends.screened(
                Snapchat.TYPE,
                SnapchatConformanceTest.CONFIG,
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

  @ParameterizedTest
  @CsvSource({"physical_store,OFFLINE", "other,OFFLINE", "website,WEB", "system_generated,WEB"})
  void an_event_says_where_it_happened(String said, String source) {
    var request =
        Ends.request(
            Snapchat.TYPE,
            SnapchatConformanceTest.CONFIG,
            event -> event.with("params.action_source", said));

    assertThat(request.body()).contains("\"action_source\":\"" + source + "\"");
  }
}
