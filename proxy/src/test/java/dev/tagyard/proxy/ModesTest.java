package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.compare.Comparison;
import dev.tagyard.proxy.compare.VendorExport;
import dev.tagyard.proxy.standin.StandInRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What a destination's `mode` does.
@Execution(ExecutionMode.CONCURRENT)
class ModesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PARTNER = "    events: [purchase]";

  @TempDir private Path folder = Path.of("");

  @Test
  void in_shadow_all_is_done_but_the_sending_and_it_can_be_compared() throws Exception {
    try (var proxy =
        RunningProxy.start(folder, RunningProxy.sinceNoon(), yaml -> with(yaml, "shadow"))) {
      for (var i = 1; i <= 3; i++) {
        post(proxy, "m" + i, "");
      }
      var sums = proxy.settled();

      var counts = JSON.readTree(proxy.send(proxy.toAdmin("/api/counts")).body());
      var day = counts.at("/counts/0/day").asText();
      var export = VendorExport.read("date,event,count\n" + day + ",Purchase,4\n", Map.of());
      var compared = Comparison.of(counts, "partner", export);

      assertThat(proxy.vendor("partner").requests()).isEmpty();
      assertThat(proxy.vendor("meta").requests()).isNotEmpty();
      assertThat(Objects.requireNonNull(sums.get("partner")).of("shadowed")).isEqualTo(3);
      assertThat(compared.lines())
          .singleElement()
          .satisfies(line -> {
            assertThat(line.event()).isEqualTo("purchase");
            assertThat(line.ours()).isEqualTo(3);
            assertThat(line.theirs()).isEqualTo(4);
            assertThat(line.difference()).isEqualTo(-1);
          });
    }
  }

  @Test
  void in_test_mode_the_vendors_test_mode_is_used() throws Exception {
    try (var proxy =
        RunningProxy.start(
            folder,
            yaml ->
                Contract.replace(yaml, Map.of("    type: ga4", "    type: ga4\n    mode: test")))) {
      post(proxy, "m1", "");
      var sums = proxy.settled();

      assertThat(Objects.requireNonNull(sums.get("ga4")).of("tested")).isEqualTo(1);
      assertThat(proxy.vendor("ga4").requests())
          .extracting(StandInRequest::path)
          .containsOnly("/debug/mp/collect");
    }
  }

  @Test
  void in_test_mode_without_a_test_mode_of_the_vendor_nothing_is_sent() throws Exception {
    try (var proxy = RunningProxy.start(folder, yaml -> with(yaml, "test"))) {
      post(proxy, "m1", "");
      var sums = proxy.settled();

      assertThat(Objects.requireNonNull(sums.get("partner")).of("shadowed")).isEqualTo(1);
      assertThat(proxy.vendor("partner").requests()).isEmpty();
      assertThat(proxy.send(proxy.toAdmin("/api/events/m1")).body()).contains("no_test_mode");
    }
  }

  @Test
  void off_takes_nothing_and_live_again_takes_what_comes() throws Exception {
    try (var proxy = RunningProxy.start(folder, yaml -> with(yaml, "off"))) {
      post(proxy, "m1", "");
      assertThat(Objects.requireNonNull(proxy.settled().get("partner")).of("filtered"))
          .isEqualTo(1);

      var text = Files.readString(proxy.file());
      Files.writeString(proxy.file(), text.replace("mode: off", "mode: live"));
      proxy.server().reload();
      post(proxy, "m2", "");
      var sums = proxy.settled();

      assertThat(Objects.requireNonNull(sums.get("partner")).of("delivered")).isEqualTo(1);
      assertThat(proxy.vendor("partner").requests()).hasSize(1);
    }
  }

  @Test
  void sent_and_accepted_are_told_apart_by_vendor() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      proxy.vendors().refuseAtMeta("m2");
      post(proxy, "m1", "");
      post(proxy, "m2", "");
      proxy.settled();

      var counts = JSON.readTree(proxy.send(proxy.toAdmin("/api/counts")).body());

      assertThat(row(counts, "meta").path("sent").asInt()).isEqualTo(2);
      assertThat(row(counts, "meta").path("accepted").asInt()).isEqualTo(1);
      assertThat(row(counts, "meta").path("refused").asInt()).isEqualTo(1);
      // Google never says.
      assertThat(row(counts, "ga4").path("sent").asInt()).isEqualTo(2);
      assertThat(row(counts, "ga4").path("accepted").asInt()).isZero();
      assertThat(row(counts, "ga4").path("unknown").asInt()).isEqualTo(2);
      assertThat(proxy.send(proxy.toAdmin("/api/counts?zone=Nowhere")).statusCode()).isEqualTo(400);
    }
  }

  private static JsonNode row(JsonNode counts, String destination) {
    for (var row : counts.path("counts")) {
      if (row.path("destination").asText().equals(destination)) {
        return row;
      }
    }
    throw new AssertionError("no counts of " + destination);
  }

  private static String with(String yaml, String mode) {
    return Contract.replace(yaml, Map.of(PARTNER, PARTNER + "\n    mode: " + mode));
  }

  private static void post(RunningProxy proxy, String id, String query) throws Exception {
    var answer =
        proxy.post(
            """
            {"event_name": "purchase", "event_id": "%s",
             "page": {"url": "https://www.example.com/thanks%s"},
             "user": {"client_id": "1.2"},
             "params": {"value": 5, "currency": "EUR", "transaction_id": "T%s"},
             "consent": {"categories": {"marketing": true, "statistics": true}}}\
            """
                .formatted(id, query, id));
    assertThat(answer.statusCode()).isEqualTo(202);
  }
}
