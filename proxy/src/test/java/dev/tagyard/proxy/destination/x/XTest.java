package dev.tagyard.proxy.destination.x;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.destination.Ends;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|200|{\"data\":{\"conversions_processed\":2}}|Delivered Delivered",
        "2|200|{\"data\":{\"conversions_processed\":1}}|Split Split",
        "1|200|{}|Retry",
        "2|400|{\"errors\":[{\"code\":\"INVALID_PARAMETER\"}]}|Split Split",
        "1|400|{\"errors\":[{\"code\":\"INVALID_PARAMETER\"}]}|Rejected",
        "1|401||CredentialsRefused",
        "1|403||CredentialsRefused",
        "1|404||CredentialsRefused",
        "1|408||Retry",
        "1|423||Retry",
        "1|503||Retry",
      })
  void each_answer_has_its_outcomes(int size, int status, @Nullable String body, String outcomes) {
    var said = body == null ? "" : body;

    assertThat(Ends.of(X.TYPE, XConformanceTest.CONFIG, size, status, said)).isEqualTo(outcomes);
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
                X.TYPE,
                XConformanceTest.CONFIG,
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
  @CsvSource({"EUR, true", "' eur', true", "'', false", "EURO, false"})
  void money_goes_only_with_its_currency(String currency, boolean goes) {
    var request =
        Ends.request(
            X.TYPE, XConformanceTest.CONFIG, event -> event.with("params.currency", currency));

    assertThat(request.body().contains("\"value\":59.9")).isEqualTo(goes);
    assertThat(request.body().contains("\"content_price\":59.9")).isEqualTo(goes);
    assertThat(request.body().contains("\"price_currency\":\"EUR\"")).isEqualTo(goes);
    assertThat(request.body()).contains("\"content_id\":\"SKU1\"");
  }

  @Test
  void a_throttled_call_waits_for_the_reset() {
    var reply =
        new dev.tagyard.proxy.destination.HttpReply(
            429,
            java.util.Map.of(
                "date", "Sun, 22 Nov 2026 10:00:00 GMT", "x-rate-limit-reset", "1795341690"),
            "");
    var delivery =
        dev.tagyard.proxy.destination.Samples.allowed(
            dev.tagyard.proxy.destination.Samples.purchase("e1"));
    var x = X.TYPE.build().apply(XConformanceTest.CONFIG);
    var call =
        x.prepare(java.util.List.of(delivery), X.TYPE.credentials().apply(XConformanceTest.CONFIG))
            .getFirst();

    assertThat(x.interpret(call, reply).get(delivery))
        .isEqualTo(
            new dev.tagyard.proxy.destination.Outcome.Retry(
                "HTTP 429", java.time.Duration.ofSeconds(90)));
  }
}
