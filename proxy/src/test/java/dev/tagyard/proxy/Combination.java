package dev.tagyard.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.standin.StandInRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// One of twelve combinations of consent signals, and what can be told of a visitor who sends it.
///
/// @param number makes the visitor's values different from all others'
/// @param consent the native event's consent, without its braces
/// @param country as a CDN tells it; empty where it does not
public record Combination(int number, String name, String consent, String country) {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String TC_ALL_BUT_LOCATION = TcStrings.ofYesterday(TcStrings.ACCEPTED);
  private static final String TC_ALL = TcStrings.ofYesterday(TcStrings.ACCEPTED_WITH_LOCATION);
  private static final String TC_NONE = TcStrings.ofYesterday(TcStrings.REFUSED);

  public static final List<Combination> ALL =
      List.of(
          of(
              10,
              "all categories",
              "\"gdpr\": 1, \"categories\": {\"marketing\": true, \"statistics\": true}"),
          of(
              11,
              "no category",
              "\"gdpr\": 1, \"categories\": {\"marketing\": false, \"statistics\": false}"),
          of(
              12,
              "statistics alone",
              "\"categories\": {\"marketing\": false, \"statistics\": true}"),
          of(13, "marketing alone", "\"categories\": {\"marketing\": true, \"statistics\": false}"),
          of(14, "TC accepts all, Additional Consent", tc(TC_ALL) + ", \"ac\": \"2~89~dv.\""),
          of(
              15,
              "TC accepts all but precise location, no Additional Consent",
              tc(TC_ALL_BUT_LOCATION)),
          of(16, "TC refuses all", tc(TC_NONE) + ", \"ac\": \"2~~dv.89\""),
          of(
              17,
              "TC accepts all, Google analytics denied",
              tc(TC_ALL)
                  + ", \"ac\": \"2~89~dv.\", \"google\": {\"ad_storage\": \"granted\","
                  + " \"ad_user_data\": \"granted\", \"analytics_storage\": \"denied\"}"),
          of(18, "nothing said, region unknown", ""),
          new Combination(19, "nothing said, United States", "", "US"),
          new Combination(20, "Global Privacy Control, United States", "\"gpc\": true", "US"),
          new Combination(
              21,
              "GPP opt-out, California",
              "\"gpp\": \"DBABBg~BUYAAACA.YA\", \"gpp_sid\": \"8\"",
              "US"));

  private static Combination of(int number, String name, String consent) {
    return new Combination(number, name, consent, "");
  }

  private static String tc(String string) {
    return "\"gdpr\": 1, \"tcf\": \"" + string + "\"";
  }

  /// What can be told of the visitor, each value of one combination alone.
  public Map<String, String> values() {
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

  public String value(String name) {
    return String.valueOf(values().get(name));
  }

  /// What a vendor got of the visitor, and what it was told of the decision in its own words.
  public String arrived(List<StandInRequest> requests) throws IOException {
    if (requests.isEmpty()) {
      return "nothing";
    }
    assertThat(requests).hasSize(1);
    var request = requests.getFirst();
    assertThat(request.violations()).isEmpty();
    var words = new ArrayList<String>();
    words.add(names(request.query() + request.body()));
    if (!request.body().isEmpty()) {
      flags(JSON.readTree(request.body()), words);
    }
    return String.join("; ", words);
  }

  private static void flags(JsonNode body, List<String> words) {
    if (!body.findPath("data_processing_options").isEmpty()) {
      words.add("limited data use");
    }
    for (var each : body.path("consent").properties()) {
      words.add(each.getKey() + " " + each.getValue().asText());
    }
  }

  private String names(String text) {
    var values = values();
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

  /// Values of any of them that lie readable in the files of a folder.
  public static Set<String> readable(Path folder) throws IOException {
    var needles =
        new Needles(ALL.stream().flatMap(each -> each.values().values().stream()).toList());
    var found = new TreeSet<String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        found.addAll(needles.in(Files.readAllBytes(file)));
      }
    }
    return found;
  }

  /// What the store holds of each, in their order, unsealed. Stops the server.
  public static List<String> kept(RunningProxy proxy) throws IOException {
    proxy.stopServer();
    var text = new StringBuilder();
    try (var log = proxy.openLog()) {
      log.forEachUnsealed((_, key, value) ->
          text.append(new String(key, ISO_8859_1))
              .append(new String(value, ISO_8859_1))
              .append('\n'));
    }
    return ALL.stream().map(each -> each.names(text.toString())).toList();
  }

  /// A table of what each vendor got, checked against the golden one; a row begins with the name of
  /// its combination, and where no vendor got anything nothing may be kept.
  public static void compare(String head, List<List<String>> rows, Path golden) throws IOException {
    assertThat(rows).hasSameSizeAs(ALL);
    for (var row : rows) {
      if (row.subList(1, 4).stream().allMatch("nothing"::equals)) {
        assertThat(row.get(4)).as("kept of: %s", row.getFirst()).isEqualTo("nothing");
      }
    }
    var table = new StringBuilder(head + "\n" + head.replaceAll("[^|]+", "---") + "\n");
    rows.forEach(row -> table.append("| ").append(String.join(" | ", row)).append(" |\n"));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, table);
    }
    assertThat(table.toString()).isEqualTo(Files.readString(golden));
  }
}
