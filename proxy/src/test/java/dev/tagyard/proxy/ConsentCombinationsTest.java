package dev.tagyard.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.eventlog.rocksdb.ManualClock;
import dev.tagyard.proxy.standin.StandInRequest;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Twelve combinations of signals through the front door: what each vendor of the contract's
/// configuration gets of one purchase, and what the store holds of it, as a golden table.
/// `-Dgolden.update=true` writes that anew.
class ConsentCombinationsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Path GOLDEN = Path.of("src/test/resources/consent/combinations.md");
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Made on 2026-10-01 for 16 vendors, 755 among them.
  private static final String TC_ALL =
      "CQraFkAQraFkAEsAEBDECyFgAP_gAEPgAAYgIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMwHF"
          + "wCAAQAAyAB4AEcBaIC8wGSAOLAAA.IIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMw";

  private static final String TC_NONE =
      "CQraFkAQraFkAEsAEBDECyFgAAAAAAAAAAYgAAAAAAAA"
          + ".IIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMw";

  /// Name → consent object, and where the visitor is.
  private static final Map<String, List<String>> COMBINATIONS = new LinkedHashMap<>();

  static {
    add(
        "all categories",
        "\"gdpr\": 1, \"categories\": {\"marketing\": true, \"statistics\": true}");
    add(
        "no category",
        "\"gdpr\": 1, \"categories\": {\"marketing\": false, \"statistics\": false}");
    add("statistics alone", "\"categories\": {\"marketing\": false, \"statistics\": true}");
    add("marketing alone", "\"categories\": {\"marketing\": true, \"statistics\": false}");
    add("TC accepts all, Additional Consent", tc(TC_ALL) + ", \"ac\": \"2~89~dv.\"");
    add("TC accepts all, no Additional Consent", tc(TC_ALL));
    add("TC refuses all", tc(TC_NONE) + ", \"ac\": \"2~~dv.89\"");
    add(
        "TC accepts all, Google analytics denied",
        tc(TC_ALL)
            + ", \"ac\": \"2~89~dv.\", \"google\": {\"ad_storage\": \"granted\","
            + " \"ad_user_data\": \"granted\", \"analytics_storage\": \"denied\"}");
    add("nothing said, region unknown", "");
    add("nothing said, United States", "", "US");
    add("Global Privacy Control, United States", "\"gpc\": true", "US");
    add("GPP opt-out, California", "\"gpp\": \"DBABBg~BUYAAACA.YA\", \"gpp_sid\": \"8\"", "US");
  }

  @TempDir private Path folder = Path.of("");

  @Test
  void each_vendor_gets_what_the_policy_says_and_the_store_no_more() throws Exception {
    var rows = new ArrayList<List<String>>();
    var clock = new ManualClock(NOON);
    try (var proxy = RunningProxy.start(folder, clock, yaml -> yaml)) {
      var number = 10;
      for (var each : COMBINATIONS.entrySet()) {
        var values = values(number++);
        send(proxy, values, each.getValue());
        proxy.settled();
        var row = new ArrayList<String>();
        row.add(each.getKey());
        for (var vendor : Story.VENDORS) {
          row.add(arrived(proxy.vendor(vendor).requests(), values));
        }
        rows.add(row);
        proxy.vendors().clear();
      }
      assertThat(inFiles()).as("readable on disk").isEmpty();
      proxy.stopServer();
      try (var log = proxy.openLog()) {
        var text = new StringBuilder();
        log.forEachUnsealed(
            (_, key, value) -> text.append(new String(key, ISO_8859_1)).append(new String(value, UTF_8)).append('\n'));
        for (var i = 0; i < rows.size(); i++) {
          rows.get(i).add(names(text.toString(), values(10 + i)));
        }
      }
    }

    for (var row : rows) {
      if (row.subList(1, 4).stream().allMatch("nothing"::equals)) {
        assertThat(row.get(4)).as("kept of: %s", row.getFirst()).isEqualTo("nothing");
      }
    }
    compare(table(rows));
  }

  private static void add(String name, String consent, String... country) {
    COMBINATIONS.put(name, List.of(consent, country.length == 0 ? "" : country[0]));
  }

  private static String tc(String string) {
    return "\"gdpr\": 1, \"tcf\": \"" + string + "\"";
  }

  /// What can be told of the visitor, each value of one combination alone.
  private static Map<String, String> values(int number) {
    var values = new LinkedHashMap<String, String>();
    values.put("e-mail", "grace.hopper" + number + "@example.org");
    values.put("client id", "9988776" + number + ".1763111222");
    values.put("user id", "customer-4711-" + number);
    values.put("click id", "click-Zz91-" + number);
    values.put("order", "order-90210-" + number);
    values.put("page", "private/4242-" + number);
    values.put("address", "198.51.100." + number);
    values.put("agent", "Seldom; Rare " + number);
    values.put("postal code", "14532-77" + number);
    return values;
  }

  private static void send(RunningProxy proxy, Map<String, String> values, List<String> how)
      throws Exception {
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
                values.get("order"),
                values.get("page"),
                values.get("client id"),
                values.get("user id"),
                values.get("e-mail"),
                values.get("postal code"),
                values.get("click id"),
                how.getFirst());
    var request =
        proxy
            .to("/e")
            .header("User-Agent", "Mozilla/5.0 (" + values.get("agent") + ")")
            .header("X-Forwarded-For", String.valueOf(values.get("address")));
    if (!how.getLast().isEmpty()) {
      request.header("CF-IPCountry", how.getLast());
    }
    assertThat(proxy.send(request.POST(BodyPublishers.ofString(body))).statusCode()).isEqualTo(202);
  }

  private static String arrived(List<StandInRequest> requests, Map<String, String> values)
      throws IOException {
    if (requests.isEmpty()) {
      return "nothing";
    }
    assertThat(requests).hasSize(1);
    var request = requests.getFirst();
    assertThat(request.violations()).isEmpty();
    var words = new ArrayList<String>();
    words.add(names(request.query() + request.body(), values));
    if (!request.body().isEmpty()) {
      flags(JSON.readTree(request.body()), words);
    }
    return String.join("; ", words);
  }

  /// What the vendor is told of the decision, in its own words.
  private static void flags(JsonNode body, List<String> words) {
    if (!body.findPath("data_processing_options").isEmpty()) {
      words.add("limited data use");
    }
    for (var each : body.path("consent").properties()) {
      words.add(each.getKey() + " " + each.getValue().asText());
    }
  }

  private static String names(String text, Map<String, String> values) {
    var found = new ArrayList<String>();
    values.forEach((name, value) -> {
      if (!new Needles(List.of(value)).in(text).isEmpty()) {
        found.add(name);
      }
    });
    return found.isEmpty()
        ? "nothing"
        : found.size() == values.size() ? "everything" : String.join(", ", found);
  }

  private Set<String> inFiles() throws IOException {
    var all = new ArrayList<String>();
    for (var i = 0; i < COMBINATIONS.size(); i++) {
      all.addAll(values(10 + i).values());
    }
    var needles = new Needles(all);
    var found = new TreeSet<String>();
    try (var files = Files.walk(folder.resolve("data"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        found.addAll(needles.in(new String(Files.readAllBytes(file), ISO_8859_1)));
      }
    }
    return found;
  }

  private static String table(List<List<String>> rows) {
    var text =
        new StringBuilder(
            "| signals | meta gets | ga4 gets | partner gets | kept |\n|---|---|---|---|---|\n");
    rows.forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
    return text.toString();
  }

  private static void compare(String table) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(GOLDEN, table);
    }
    assertThat(table).isEqualTo(Files.readString(GOLDEN));
  }
}
