package dev.tagyard.proxy.destination.pinterest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.destination.Ends;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinterestTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|200|{\"events\":[{\"status\":\"processed\"},{\"status\":\"processed\"}]}|Delivered Delivered",
        "2|200|{\"events\":[{\"status\":\"failed\"},{\"status\":\"processed\"}]}|Rejected Delivered",
        "2|422|{\"details\":{\"events\":[{\"status\":\"processed\"},{\"status\":\"failed\"}]}}|Delivered Rejected",
        "2|422|{\"details\":[{\"status\":\"processed\"},{\"status\":\"failed\"}]}|Delivered Rejected",
        "2|422|{\"message\":\"some failed\"}|Split Split",
        "1|200|{}|Retry",
        "1|400|{\"code\":4196}|Rejected",
        "1|401|{\"code\":2}|CredentialsRefused",
        "1|403|{\"code\":29}|CredentialsRefused",
        "1|429|{\"code\":8}|Retry",
        "1|503|{\"code\":4197}|Retry",
      })
  void each_answer_has_its_outcomes(int size, int status, @Nullable String body, String outcomes) {
    var said = body == null ? "" : body;

    assertThat(Ends.of(Pinterest.TYPE, PinterestConformanceTest.CONFIG, size, status, said))
        .isEqualTo(outcomes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user.phone|sent",
        "user visitor.ip|no_usable_user_data",
        "event_name=refund|no_refund_event",
      })
  void what_the_vendor_would_refuse_is_not_sent(String without, String reason) {
    assertThat(
            Ends.screened(
                Pinterest.TYPE,
                PinterestConformanceTest.CONFIG,
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
  void money_is_text_and_a_trunk_zero_is_no_digit() {
    var request =
        Ends.request(
            Pinterest.TYPE,
            PinterestConformanceTest.CONFIG,
            event -> event.with("user.phone", "+49 (0)30 1234567"));

    assertThat(request.body())
        .contains(
            "\"value\":\"59.9\"", dev.tagyard.proxy.destination.Hashing.sha256("49301234567"));
  }

  @ParameterizedTest
  @CsvSource({
    "physical_store,offline",
    "phone_call,offline",
    "website,web",
    "system_generated,web"
  })
  void an_event_says_where_it_happened(String said, String source) {
    var request =
        Ends.request(
            Pinterest.TYPE,
            PinterestConformanceTest.CONFIG,
            event -> event.with("params.action_source", said));

    assertThat(request.body()).contains("\"action_source\":\"" + source + "\"");
  }
}
