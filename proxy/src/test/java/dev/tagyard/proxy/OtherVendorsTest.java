package dev.tagyard.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.compare.Comparison;
import dev.tagyard.proxy.compare.VendorExport;
import dev.tagyard.proxy.standin.Misbehaviour;
import dev.tagyard.proxy.standin.OtherVendors;
import dev.tagyard.proxy.standin.StandInRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Real requests in, and what vendors beside the first three got.
@Execution(ExecutionMode.CONCURRENT)
class OtherVendorsTest {
  private static final String CONSENT =
      "\"consent\":{\"gdpr\":0,\"google\":{\"ad_storage\":\"granted\",\"ad_user_data\":\"granted\","
          + "\"ad_personalization\":\"granted\",\"analytics_storage\":\"granted\"}}";

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder = Path.of("");

  @Test
  void a_purchase_reaches_every_vendor_in_its_own_way_and_breaks_no_rule() throws Exception {
    try (var proxy = start()) {
      proxy.post(purchase("e1"));

      var sums = proxy.settled();

      for (var type : proxy.vendors().others()) {
        assertThat(Objects.requireNonNull(sums.get(type)).of("delivered")).as(type).isEqualTo(1);
        assertThat(proxy.vendors().of(type).requests())
            .as(type)
            .isNotEmpty()
            .allSatisfy(request -> assertThat(request.violations()).as(type).isEmpty());
      }
      assertThat(Files.readAllLines(folder.resolve("events.jsonl")))
          .singleElement()
          .satisfies(line -> assertThat(line).contains("\"event_id\":\"e1\"").doesNotContain("@"));
    }
  }

  @Test
  void of_five_the_one_that_a_vendor_refuses_is_a_dead_letter_and_four_arrive() throws Exception {
    try (var proxy = start()) {
      proxy.vendors().refuse("e3");
      proxy.vendors().refuse("T-e3");
      proxy.post(
          "["
              + String.join(
                  ",", Stream.of("e1", "e2", "e3", "e4", "e5").map(id -> purchase(id)).toList())
              + "]");

      var sums = proxy.settled();

      // Microsoft's offline conversions know neither id.
      for (var type : proxy.vendors().others()) {
        if (!type.equals("microsoft_offline")) {
          assertThat(Objects.requireNonNull(sums.get(type)).of("rejected")).as(type).isEqualTo(1);
          assertThat(Objects.requireNonNull(sums.get(type)).of("delivered")).as(type).isEqualTo(4);
        }
      }
    }
  }

  /// Google queues all five and tells later that it found one bad, never which.
  @Test
  void the_one_of_which_google_tells_later_is_found_and_the_others_are_confirmed()
      throws Exception {
    try (var proxy = start()) {
      proxy.vendors().findBad("T-e3");
      proxy.post(
          "["
              + String.join(
                  ",", Stream.of("e1", "e2", "e3", "e4", "e5").map(id -> purchase(id)).toList())
              + "]");

      var sums = proxy.settled();

      assertThat(Objects.requireNonNull(sums.get("data_manager")).of("delivered")).isEqualTo(4);
      assertThat(Objects.requireNonNull(sums.get("data_manager")).of("rejected")).isEqualTo(1);
      assertThat(explain(proxy, "e3"))
          .contains(
              "queued by request r-", "1 INVALID_GCLID, of 5 events", "FAILED: 1 INVALID_GCLID");
      assertThat(explain(proxy, "e1")).contains("SUCCESS");
      var counts = JSON.readTree(proxy.send(proxy.toAdmin("/api/counts")).body());
      var export =
          VendorExport.read(
              "date,event,count\n" + counts.at("/counts/0/day").asText() + ",purchase,4\n",
              Map.of());
      assertThat(Comparison.of(counts, "data_manager", export).lines())
          .singleElement()
          .satisfies(line -> {
            assertThat(line.difference()).isZero();
            assertThat(line.refused()).isEqualTo(1);
          });
      assertThat(proxy.metrics())
          .contains(
              "tagyard_vendor_faults_total{destination=\"data_manager\",reason=\"INVALID_GCLID\"}"
                  + " 1.0");
      assertThat(proxy.vendors().of("data_manager").requests())
          .allSatisfy(request -> assertThat(request.violations()).isEmpty());
    }
  }

  @Test
  void a_refund_ends_as_each_vendor_s_page_says() throws Exception {
    try (var proxy = start()) {
      proxy.post(purchase("e1").replace("\"purchase\"", "\"refund\""));

      var sums = proxy.settled();

      var way = Set.of("data_manager", "microsoft_offline");
      for (var type : proxy.vendors().others()) {
        var settled = sums.get(type);
        if (!way.contains(type)) {
          assertThat(Objects.requireNonNull(settled).of("not_supported")).as(type).isEqualTo(1);
        }
      }
      assertThat(Objects.requireNonNull(sums.get("data_manager")).of("delivered")).isEqualTo(1);
      assertThat(Objects.requireNonNull(sums.get("microsoft_offline")).of("not_supported"))
          .isEqualTo(1);
    }
  }

  @Test
  void a_token_is_fetched_once_and_anew_when_it_is_refused() throws Exception {
    try (var proxy = start()) {
      var google = proxy.vendors().of("data_manager");
      proxy.post(purchase("e1"));
      proxy.settled();
      assertThat(tokens(google.requests())).isEqualTo(1);

      google.script(1, Misbehaviour.status(401));
      proxy.post(purchase("e2"));
      var sums = proxy.settled();

      assertThat(Objects.requireNonNull(sums.get("data_manager")).of("delivered")).isEqualTo(2);
      assertThat(tokens(google.requests())).isEqualTo(2);
    }
  }

  @Test
  void a_refresh_token_that_the_vendor_gave_lately_is_used_after_a_restart() throws Exception {
    try (var proxy = start()) {
      proxy.post(purchase("e1"));
      proxy.settled();
      proxy.stopServer();
      assertThat(Files.readString(proxy.dataDir().resolve("refresh-tokens"), ISO_8859_1))
          .doesNotContain("another-refresh-token");

      proxy.startServer();
      proxy.post(purchase("e2"));
      proxy.settled();

      var asked =
          proxy.vendors().of("microsoft_offline").requests().stream()
              .filter(request -> request.path().endsWith("/token"))
              .map(StandInRequest::body)
              .toList();
      assertThat(asked).hasSize(2);
      assertThat(asked.getFirst()).contains("refresh_token=refresh-of-nobody");
      assertThat(asked.getLast()).contains("refresh_token=another-refresh-token");
    }
  }

  private static String explain(RunningProxy proxy, String id) throws Exception {
    return proxy.send(proxy.toAdmin("/api/events/" + id)).body();
  }

  private static long tokens(List<StandInRequest> requests) {
    return requests.stream().filter(request -> request.path().equals("/token")).count();
  }

  private RunningProxy start() throws Exception {
    return RunningProxy.startWith(
        folder,
        RunningProxy.sinceNoon(),
        (yaml, vendors) ->
            yaml.replace(
                    "\nrules: rules",
                    "\n"
                        + OtherVendors.yaml(type -> vendors.of(type).endpoint())
                        + "  lines:\n    type: file\n    path: events.jsonl\nrules: rules")
                .replace("unknown_region: gdpr", "unknown_region: none"));
  }

  private static String purchase(String id) {
    return """
    {"event_name":"purchase","event_id":"%1$s",
     "page":{"url":"https://www.example.com/thanks"},
     "user":{"email":"ada@example.org","phone":"+44 20 7946 0958","first_name":"Ada",
       "last_name":"Lovelace","country":"GB","postal_code":"SW1A 1AA"},
     "params":{"value":59.9,"currency":"EUR","transaction_id":"T-%1$s",
       "items":[{"item_id":"SKU1","item_name":"Boots","price":59.9,"quantity":1}],
       "remaining_value":10},
     "ids":{"gclid":"Cj0","oppref":"op-1","msclkid":"0f1e2d3c4b5a6978"},%2$s}
    """
        .formatted(id, CONSENT);
  }
}
