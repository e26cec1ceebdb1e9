package dev.tagyard.proxy.destination.reddit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.destination.Ends;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedditTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|200|{\"message\":\"ok\"}|Delivered Delivered",
        "2|400|{\"invalid_events\":[{\"error_message\":\"old\",\"event\":{\"metadata\":{\"conversion_id\":\"e1\"}}}]}|Split Rejected",
        "2|400|{\"data\":{\"invalid_events\":[{\"event\":{}}]}}|Split Split",
        "1|401|Authorization Required|CredentialsRefused",
        "1|403|{\"error\":{\"explanation\":\"bad payload\"}}|Rejected",
        "1|403|{\"error\":{\"reason\":\"UNAUTHORIZED\",\"explanation\":\"x\"}}|CredentialsRefused",
        "1|429||Retry",
      })
  void each_answer_has_its_outcomes(int size, int status, @Nullable String body, String outcomes) {
    var said = body == null ? "" : body;

    assertThat(Ends.of(Reddit.TYPE, RedditConformanceTest.CONFIG, size, status, said))
        .isEqualTo(outcomes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user.phone|sent",
        "user visitor.ip|no_usable_user_data",
        "event_name=quiz|sent",
        "event_name=refund|no_refund_event",
      })
  void what_the_vendor_would_refuse_is_not_sent(String without, String reason) {
    assertThat(
            Ends.screened(
                Reddit.TYPE,
                RedditConformanceTest.CONFIG,
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
  @CsvSource({
    "purchase, true",
    "add_to_cart, true",
    "generate_lead, true",
    "quiz, true",
    "page_view, false",
    "view_item, false",
    "search, false",
  })
  void money_goes_with_the_events_that_take_it(String name, boolean goes) {
    var request =
        Ends.request(
            Reddit.TYPE, RedditConformanceTest.CONFIG, event -> event.with("event_name", name));

    assertThat(request.body().contains("\"value\":59.9")).isEqualTo(goes);
    assertThat(request.body().contains("\"currency\":\"EUR\"")).isEqualTo(goes);
  }

  @ParameterizedTest
  @CsvSource({"physical_store,PHYSICAL_STORE", "email,OTHER", "website,WEBSITE", "x,WEBSITE"})
  void an_event_says_where_it_happened(String said, String source) {
    var request =
        Ends.request(
            Reddit.TYPE,
            RedditConformanceTest.CONFIG,
            event -> event.with("params.action_source", said));

    assertThat(request.body()).contains("\"action_source\":\"" + source + "\"");
  }
}
