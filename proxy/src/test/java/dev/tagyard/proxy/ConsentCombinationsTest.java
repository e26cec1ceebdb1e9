package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.eventlog.rocksdb.ManualClock;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Twelve combinations of signals through the front door: what each vendor of the contract's
/// configuration gets of one purchase, and what the store holds of it, as a golden table.
/// `-Dgolden.update=true` writes that anew. `ConsentInBrowserTest` does the same by a banner.
@Execution(ExecutionMode.CONCURRENT)
class ConsentCombinationsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Path GOLDEN = Path.of("src/test/resources/consent/combinations.md");

  @TempDir private Path folder = Path.of("");

  @Test
  void each_vendor_gets_what_the_policy_says_and_the_store_no_more() throws Exception {
    var rows = new ArrayList<List<String>>();
    try (var proxy = RunningProxy.start(folder, new ManualClock(NOON), yaml -> yaml)) {
      for (var each : Combination.ALL) {
        send(proxy, each);
        proxy.settled();
        var row = new ArrayList<String>();
        row.add(each.name());
        for (var vendor : Story.VENDORS) {
          row.add(each.arrived(proxy.vendor(vendor).requests()));
        }
        rows.add(row);
        proxy.vendors().clear();
      }
      assertThat(Combination.readable(folder.resolve("data"))).as("readable on disk").isEmpty();
      var kept = Combination.kept(proxy);
      for (var i = 0; i < rows.size(); i++) {
        rows.get(i).add(kept.get(i));
      }
    }

    Combination.compare("| signals | meta gets | ga4 gets | partner gets | kept |", rows, GOLDEN);
  }

  @Test
  void the_tags_that_a_page_reports_count_where_all_copies_are_restricted() throws Exception {
    try (var proxy =
        RunningProxy.start(
            folder,
            yaml ->
                yaml.replace(
                    "browser_tag: none",
                    "consent: { otherwise: restrict, restricted_without_storage: true }\n"
                        + "    browser_tag: reported"))) {
      for (var tags : List.of("[\"meta\", \"ga4\"]", "[\"meta\"]")) {
        proxy.post(
            """
            {"event_name": "page_view", "browser_tags": %s,
             "page": {"url": "https://www.example.com/"},
             "consent": {"categories": {"marketing": false, "statistics": false}}}\
            """
                .formatted(tags));
      }

      var sum = proxy.settled().get("ga4");

      assertThat(sum).extracting(ga4 -> ga4.of("duplicate")).isEqualTo(1L);
      assertThat(sum).extracting(ga4 -> ga4.of("delivered")).isEqualTo(1L);
    }
  }

  private static void send(RunningProxy proxy, Combination each) throws Exception {
    var body =
        """
        {"event_name": "purchase", "event_id": "%1$s",
         "page": {"url": "https://www.example.com/start?q=%2$s", "title": "Thanks"},
         "user": {"client_id": "%3$s", "user_id": "%4$s", "email": "%5$s", "postal_code": "%6$s"},
         "ids": {"click_id": "%7$s", "fbclid": "%7$s"},
         "params": {"value": 5, "currency": "EUR", "transaction_id": "%1$s"},
         "consent": {%8$s}}\
        """
            .formatted(
                each.value("order"),
                each.value("page"),
                each.value("client id"),
                each.value("user id"),
                each.value("e-mail"),
                each.value("postal code"),
                each.value("click id"),
                each.consent());
    var request =
        proxy
            .to("/e")
            .header("User-Agent", "Mozilla/5.0 (" + each.value("agent") + ")")
            .header("X-Forwarded-For", each.value("address"));
    if (!each.country().isEmpty()) {
      request.header("CF-IPCountry", each.country());
    }
    assertThat(proxy.send(request.POST(BodyPublishers.ofString(body))).statusCode()).isEqualTo(202);
  }
}
