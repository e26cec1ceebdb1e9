package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.standin.StandInRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Dead letters as operators meet them, over the API of a running proxy.
@Execution(ExecutionMode.CONCURRENT)
class DeadLettersTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder = Path.of("");

  @Test
  void a_letter_is_listed_with_the_vendors_words_and_shown_with_its_request_masked()
      throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      refuse(proxy, "r1");

      var listed = get(proxy, "/api/dead-letters?destination=meta");
      var id = listed.at("/dead_letters/0/id").asText();
      var shown = get(proxy, "/api/dead-letters/" + id);

      assertThat(listed.path("dead_letters")).hasSize(1);
      assertThat(listed.at("/dead_letters/0/event_id").asText()).isEqualTo("r1");
      assertThat(listed.at("/dead_letters/0/reason").asText()).isEqualTo("rejected");
      assertThat(listed.at("/dead_letters/0/attempts").asInt()).isEqualTo(1);
      assertThat(listed.at("/dead_letters/0/vendor_said").asText()).contains("Invalid parameter");
      assertThat(shown.at("/requests/0/body").asText()).contains("\"r1\"", "***");
      assertThat(shown.toString()).doesNotContain(Contract.META_TOKEN);
      assertThat(shown.path("steps")).isNotEmpty();
    }
  }

  @Test
  void a_replayed_letter_arrives_with_its_event_id_and_the_sum_holds() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      refuse(proxy, "r1", "r2", "r3");
      proxy.vendors().clear();

      var answer = post(proxy, "/api/dead-letters/replay?destination=meta&rate=1000");

      var sums = proxy.settled();
      assertThat(answer.path("replayed").asInt()).isEqualTo(3);
      assertThat(meta(proxy)).containsExactlyInAnyOrder("r1", "r2", "r3");
      assertThat(Objects.requireNonNull(sums.get("meta")).of("rejected")).isZero();
      assertThat(Objects.requireNonNull(sums.get("meta")).of("delivered")).isEqualTo(3);
      assertThat(sums.get("meta").accepted()).isEqualTo(3);
      assertThat(get(proxy, "/api/dead-letters").path("dead_letters")).isEmpty();
      assertThat(get(proxy, "/api/events/r1").findValuesAsText("what")).contains("replayed");
    }
  }

  @Test
  void bulk_replay_is_spread_over_time_by_its_rate() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      refuse(proxy, "r1", "r2", "r3");
      proxy.vendors().clear();

      var answer = post(proxy, "/api/dead-letters/replay?all=true&rate=2");

      var first = proxy.sums().get("meta");
      var explained = get(proxy, "/api/events/r1").toString();
      assertThat(answer.path("replayed").asInt()).isEqualTo(3);
      // The third is due a second after the first.
      assertThat(first).satisfies(sum -> assertThat(sum.holds()).isTrue());
      assertThat(explained).contains("\"due\"");
      assertThat(Objects.requireNonNull(proxy.settled().get("meta")).of("delivered")).isEqualTo(3);
    }
  }

  @Test
  void a_letter_that_fails_again_is_a_dead_letter_again() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      refuse(proxy, "r1");
      var id = get(proxy, "/api/dead-letters").at("/dead_letters/0/id").asText();

      post(proxy, "/api/dead-letters/" + id + "/replay");
      proxy.settled();

      var again = get(proxy, "/api/dead-letters");
      assertThat(again.path("dead_letters")).hasSize(1);
      assertThat(again.at("/dead_letters/0/id").asText()).isNotEqualTo(id);
      assertThat(Objects.requireNonNull(proxy.sums().get("meta")).of("rejected")).isEqualTo(1);
    }
  }

  @Test
  void large_events_arrive_everywhere_and_their_letters_are_replayed() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      for (var n = 0; n < 48; n++) {
        proxy.vendors().refuseAtMeta("large" + n);
      }
      for (var n = 0; n < 48; n += 4) {
        assertThat(proxy.post(large(n, 4)).statusCode()).isEqualTo(202);
      }
      var refused = proxy.settled();
      assertThat(get(proxy, "/api/dead-letters?limit=1000").path("dead_letters")).hasSize(48);
      var page = get(proxy, "/api/dead-letters?limit=40");
      assertThat(page.path("dead_letters")).hasSize(40);
      var rest = "/api/dead-letters?before=" + page.path("next").asText();
      assertThat(get(proxy, rest).path("dead_letters")).hasSize(8);
      proxy.vendors().clear();

      var answer = post(proxy, "/api/dead-letters/replay?destination=meta&rate=1000");

      var sums = proxy.settled();
      assertThat(Objects.requireNonNull(refused.get("meta")).of("rejected")).isEqualTo(48);
      assertThat(Objects.requireNonNull(refused.get("ga4")).of("delivered")).isEqualTo(48);
      assertThat(Objects.requireNonNull(refused.get("partner")).of("delivered")).isEqualTo(48);
      assertThat(answer.path("replayed").asInt()).isEqualTo(48);
      assertThat(Objects.requireNonNull(sums.get("meta")).of("delivered")).isEqualTo(48);
    }
  }

  /// Events of 200 KB that do not compress.
  private static String large(int first, int count) {
    var random = new Random(first);
    return IntStream.range(first, first + count)
        .mapToObj(n -> {
          var event = JSON.createObjectNode().put("event_name", "purchase");
          event.put("event_id", "large" + n).putObject("user").put("client_id", "1.2");
          event.putObject("page").put("url", "https://www.example.com/thanks");
          var params = event.putObject("params").put("value", 5).put("currency", "EUR");
          params.put("transaction_id", "L" + n);
          for (var i = 0; i < 4; i++) {
            var noise = new byte[25_000];
            random.nextBytes(noise);
            params.put("noise" + i, HexFormat.of().formatHex(noise));
          }
          event
              .putObject("consent")
              .putObject("categories")
              .put("marketing", true)
              .put("statistics", true);
          return event.toString();
        })
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void a_discarded_letter_is_gone() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      refuse(proxy, "r1");
      var id = get(proxy, "/api/dead-letters").at("/dead_letters/0/id").asText();

      var answer =
          JSON.readTree(proxy.send(proxy.toAdmin("/api/dead-letters/" + id).DELETE()).body());

      assertThat(answer.path("discarded").asInt()).isEqualTo(1);
      assertThat(proxy.send(proxy.toAdmin("/api/dead-letters/" + id)).statusCode()).isEqualTo(404);
      assertThat(Objects.requireNonNull(proxy.settled().get("meta")).of("rejected")).isEqualTo(1);
    }
  }

  @Test
  void where_a_rule_failed_the_mended_rule_runs_on_the_accepted_event() throws Exception {
    var rules = Files.createDirectories(folder.resolve("rules"));
    var rule = rules.resolve("10-broken.js");
    Files.writeString(
        rule,
        """
        export const onError = "dead_letter";
        export default function (event) { throw new Error("not today"); }
        """);
    try (var proxy = RunningProxy.start(folder)) {
      post(proxy, "r1");
      proxy.settled();
      assertThat(get(proxy, "/api/dead-letters/summary").at("/meta/rule_error").asInt())
          .isEqualTo(1);

      var still = post(proxy, "/api/dead-letters/replay?reason=rule_error&destination=meta");
      assertThat(still.at("/left/rules_fail_still").asInt()).isEqualTo(1);
      Files.writeString(
          rule, "export default function (event) { event.params.value = 7; return event; }");
      proxy.server().reload();
      var mended = post(proxy, "/api/dead-letters/replay?reason=rule_error&destination=meta");

      proxy.settled();
      assertThat(mended.path("replayed").asInt()).isEqualTo(1);
      assertThat(proxy.vendors().meta().requests())
          .singleElement()
          .satisfies(request -> assertThat(request.body()).contains("\"value\":7"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rejected", "rule_error"})
  void what_is_replayed_after_the_visitor_opted_out_is_withheld(String reason) throws Exception {
    var rule = Files.createDirectories(folder.resolve("rules")).resolve("10-broken.js");
    var ada = ReturningVisitor.cookie("AAAAAAAAAAAAAAAAAAAAAA");
    var fails = reason.equals("rule_error");
    Files.writeString(
        rule,
        "export const onError = \"dead_letter\";\n"
            + "export default function (event) { %s return event; }"
                .formatted(fails ? "throw new Error(\"not today\");" : ""));
    try (var proxy = RunningProxy.start(folder)) {
      proxy.vendors().refuseAtMeta("r1");
      proxy.send(
          proxy
              .to("/e")
              .header("Cookie", "_ty=" + ada)
              .POST(BodyPublishers.ofString(purchase("r1"))));
      proxy.settled();
      assertThat(get(proxy, "/api/dead-letters/summary").at("/meta/" + reason).asInt())
          .isEqualTo(1);
      proxy.vendors().clear();

      proxy.send(proxy.to("/optout").header("Cookie", "_ty=" + ada).GET());
      Files.writeString(rule, "export default function (event) { return event; }");
      proxy.server().reload();
      var answer = post(proxy, "/api/dead-letters/replay?destination=meta&reason=" + reason);

      assertThat(answer.path("replayed").asInt()).isEqualTo(1);
      var sum = Objects.requireNonNull(proxy.settled().get("meta"));
      assertThat(sum.of("withheld")).isEqualTo(1);
      assertThat(sum.of("delivered")).isZero();
      assertThat(meta(proxy)).isEmpty();
    }
  }

  @Test
  void nothing_is_moved_unless_it_is_said_what_is_meant() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      refuse(proxy, "r1");

      for (var path :
          List.of(
              "/replay",
              "/discard",
              "/replay?destinaton=meta",
              "/replay?all=true&rate=0",
              "/replay?since=soon&all=true",
              "/replay?id=nothing-000000000001-1-0")) {
        var answer =
            proxy.send(proxy.toAdmin("/api/dead-letters" + path).POST(BodyPublishers.ofString("")));
        assertThat(answer.statusCode()).as(path).isEqualTo(400);
      }
      assertThat(get(proxy, "/api/dead-letters").path("dead_letters")).hasSize(1);
    }
  }

  @Test
  void the_api_wants_the_admin_token() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      var answer =
          proxy.send(
              java.net.http.HttpRequest.newBuilder(
                  java.net.URI.create(
                      "http://127.0.0.1:" + proxy.server().adminPort() + "/api/dead-letters")));

      assertThat(answer.statusCode()).isEqualTo(401);
    }
  }

  /// Meta refuses these events.
  private static void refuse(RunningProxy proxy, String... ids) throws Exception {
    for (var id : ids) {
      proxy.vendors().refuseAtMeta(id);
      post(proxy, id);
    }
    proxy.settled();
  }

  private static JsonNode post(RunningProxy proxy, String idOrPath) throws Exception {
    if (idOrPath.startsWith("/")) {
      return JSON.readTree(
          proxy.send(proxy.toAdmin(idOrPath).POST(BodyPublishers.ofString(""))).body());
    }
    var answer = proxy.post(purchase(idOrPath));
    assertThat(answer.statusCode()).isEqualTo(202);
    return JSON.readTree(answer.body());
  }

  private static String purchase(String id) {
    return """
    {"event_name": "purchase", "event_id": "%s",
     "page": {"url": "https://www.example.com/thanks"},
     "user": {"client_id": "1.2"},
     "params": {"value": 5, "currency": "EUR", "transaction_id": "T%s"},
     "consent": {"categories": {"marketing": true, "statistics": true}}}\
    """
        .formatted(id, id);
  }

  private static JsonNode get(RunningProxy proxy, String path) throws Exception {
    return JSON.readTree(proxy.send(proxy.toAdmin(path)).body());
  }

  private static List<String> meta(RunningProxy proxy) {
    return proxy.vendors().meta().requests().stream()
        .filter(StandInRequest::taken)
        .flatMap(request ->
            IntStream.range(0, request.events().size()).mapToObj(i -> request.events().get(i).id()))
        .toList();
  }
}
