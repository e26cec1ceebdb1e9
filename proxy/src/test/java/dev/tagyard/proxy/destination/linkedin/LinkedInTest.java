package dev.tagyard.proxy.destination.linkedin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.destination.Ends;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkedInTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|200|{\"elements\":[{\"status\":201},{\"status\":201}]}|Delivered Delivered",
        "2|200|{\"elements\":[{\"status\":400},{\"status\":201}]}|Rejected Delivered",
        "2|200|{\"elements\":[{\"status\":429},{\"status\":201}]}|Retry Delivered",
        "2|200|{\"elements\":[]}|Retry Retry",
        "1|201||Delivered",
        "3|422|{\"message\":\"Index: 0, ERROR :: /a :: x\\nIndex: 2, ERROR :: /b :: y\"}|Rejected Split Rejected",
        "3|400|{\"message\":\"method should be CONVERSIONS_API, indices [1, 2] (0-indexed)\"}|Split Rejected Rejected",
        "2|400|{\"message\":\"no\"}|Split Split",
        "1|401|{\"serviceErrorCode\":65601}|CredentialsRefused",
        "1|426|{}|CredentialsRefused",
        "1|429||Retry",
      })
  void each_answer_has_its_outcomes(int size, int status, @Nullable String body, String outcomes) {
    var said = body == null ? "" : body;

    assertThat(Ends.of(LinkedIn.TYPE, LinkedInConformanceTest.CONFIG, size, status, said))
        .isEqualTo(outcomes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user.phone|sent",
        "user.email|no_usable_user_data",
        "event_name=page_view|no_such_event",
        "event_name=refund|no_refund_event",
      })
  void what_the_vendor_would_refuse_is_not_sent(String without, String reason) {
    assertThat(
            Ends.screened(
                LinkedIn.TYPE,
                LinkedInConformanceTest.CONFIG,
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
