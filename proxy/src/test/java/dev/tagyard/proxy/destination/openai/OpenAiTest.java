package dev.tagyard.proxy.destination.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.destination.Ends;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|200|{}|Delivered Delivered",
        "2|400|{\"error\":{}}|Split Split",
        "1|400|{\"error\":{}}|Rejected",
        "1|401||CredentialsRefused",
        "1|429||Retry",
      })
  void each_answer_has_its_outcomes(int size, int status, @Nullable String body, String outcomes) {
    var said = body == null ? "" : body;

    assertThat(Ends.of(OpenAi.TYPE, OpenAiConformanceTest.CONFIG, size, status, said))
        .isEqualTo(outcomes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user|no_click_id",
        "ids.oppref=op-1|sent",
        "event_name=refund|no_refund_event",
      })
  void what_the_vendor_would_refuse_is_not_sent(String without, String reason) {
    assertThat(
            Ends.screened(
                OpenAi.TYPE,
                OpenAiConformanceTest.CONFIG,
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
    "purchase, custom, purchase",
    "purchase, '', none",
    "sign_up, user_signed_up, none",
    "sign_up, '', sign_up",
  })
  void a_custom_event_has_a_name_also_where_the_configuration_made_it_one(
      String name, String theirs, String custom) throws Exception {
    var config = config(theirs.isEmpty() ? Map.of() : Map.of(name, theirs));
    var request = Ends.request(OpenAi.TYPE, config, event -> event.with("event_name", name));

    var event = new ObjectMapper().readTree(request.body()).path("events").path(0);
    assertThat(event.path("custom_event_name").asText("none")).isEqualTo(custom);
  }

  private static OpenAiConfig config(Map<String, String> names) {
    var whole = OpenAiConformanceTest.CONFIG;
    return new OpenAiConfig(
        whole.pixelId(),
        whole.apiKey(),
        whole.endpoint(),
        whole.validateOnly(),
        names,
        whole.data(),
        whole.timeout());
  }
}
