package dev.tagyard.proxy.destination.microsoft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.destination.Ends;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfflineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|200|{\"PartialErrors\":[]}|Delivered Delivered",
        "2|200|{\"PartialErrors\":[{\"Index\":1,\"Code\":5001}]}|Delivered Rejected",
        "1|400|{\"Errors\":[{\"Code\":117}]}|Retry",
        "1|401|{\"Errors\":[{\"Code\":109}]}|CredentialsRefused",
        "2|400|{\"OperationErrors\":[{\"Code\":100}]}|Split Split",
        "1|200|{}|Retry",
      })
  void each_answer_has_its_outcomes(int size, int status, @Nullable String body, String outcomes) {
    var said = body == null ? "" : body;

    assertThat(Ends.of(Offline.TYPE, OfflineConformanceTest.CONFIG, size, status, said))
        .isEqualTo(outcomes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user.phone|sent",
        "user|no_usable_user_data",
        "event_name=page_view|no_such_event",
        "event_name=refund|no_conversion_time",
        "event_name=refund params.conversion_time=2026-11-21T10:00:00Z|sent",
      })
  void what_the_vendor_would_refuse_is_not_sent(String without, String reason) {
    assertThat(
            Ends.screened(
                Offline.TYPE,
                OfflineConformanceTest.CONFIG,
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
  void a_refund_adjusts_the_conversion_that_it_names() {
    var whole =
        Ends.request(
            Offline.TYPE,
            OfflineConformanceTest.CONFIG,
            event ->
                event
                    .with("event_name", "refund")
                    .with("params.conversion_time", "2026-11-21T10:00:00Z"));
    var partial =
        Ends.request(
            Offline.TYPE,
            OfflineConformanceTest.CONFIG,
            event ->
                event
                    .with("event_name", "refund")
                    .with("params.remaining_value", "20")
                    .with("params.conversion_time", "1795255200000"));

    assertThat(whole.uri().getPath()).endsWith("/OfflineConversionAdjustments/Apply");
    assertThat(whole.body())
        .contains("\"ConversionTime\":\"2026-11-21T10:00:00Z\"", "\"AdjustmentType\":\"Retract\"");
    assertThat(partial.body())
        .contains(
            "\"ConversionTime\":\"2026-11-21T10:00:00Z\"",
            "\"AdjustmentType\":\"Restate\"",
            "\"AdjustmentValue\":20");
  }
}
