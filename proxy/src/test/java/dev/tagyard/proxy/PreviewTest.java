package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.standin.StandInRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What operators see of events as they come, and that nobody else sees anything of that.
class PreviewTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "look_at-this1";
  private static final String GRANTED =
      "\"consent\": {\"categories\": {\"marketing\": true, \"statistics\": true}}";
  private static final String REFUSED =
      "\"consent\": {\"categories\": {\"marketing\": false, \"statistics\": false}}";

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void rules() throws Exception {
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(
        folder.resolve("rules/10.yaml"), "- {name: titled, set: {page.title: Titled}}\n");
    Files.writeString(
        folder.resolve("rules/20.js"),
        """
        export const destinations = ['meta'];
        export default (event, context) => {
          context.log('seen');
          event.params = { ...event.params, a: 1 };
          if (event.params.broken) throw new Error('broken');
        };
        """);
  }

  /// An open stream, and what came by it.
  private static final class Watching implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final BufferedReader lines;

    Watching(RunningProxy proxy, String query) throws Exception {
      var answer =
          client.send(proxy.toAdmin("/api/preview" + query).build(), BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    JsonNode next() throws IOException {
      var line = lines.readLine();
      while (line != null && !line.startsWith("data: ")) {
        line = lines.readLine();
      }
      return JSON.readTree(String.valueOf(line).substring(6));
    }

    @Override
    public void close() throws IOException {
      client.shutdownNow();
      lines.close();
    }
  }

  private static String event(String id, String url, String consent) {
    return """
    {"event_name": "page_view", "event_id": "%s", "page": {"url": "%s"}, %s}\
    """
        .formatted(id, url, consent);
  }

  private static String event(String id) {
    return event(id, "https://www.example.com/", GRANTED);
  }

  private static HttpResponse<String> post(
      RunningProxy proxy, String query, String body, String... headers) throws Exception {
    var request = proxy.to("/e" + query).POST(BodyPublishers.ofString(body));
    request.header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return proxy.send(request);
  }

  @Test
  void requests_that_carry_the_key_are_followed_wherever_it_stands() throws Exception {
    try (var proxy = RunningProxy.start(folder);
        var stream = new Watching(proxy, "?key=" + KEY)) {
      assertThat(stream.next().path("key").asText()).isEqualTo(KEY);

      post(proxy, "", event("by-nothing"));
      post(proxy, "", event("by-another"), "Ty-Preview", "look_at-this2");
      post(proxy, "", event("by-header"), "Ty-Preview", KEY);
      post(proxy, "?ty_preview=" + KEY, event("by-query"));
      post(proxy, "", event("by-cookie"), "Cookie", "a=b; ty_preview=" + KEY);
      post(
          proxy,
          "",
          event("by-server"),
          "Ty-Preview",
          KEY,
          "Authorization",
          "Bearer " + Contract.SERVER_KEY);
      post(
          proxy,
          "",
          event("by-page", "https://www.example.com/?a=1&ty_preview=" + KEY + "&b=2#c", GRANTED));
      proxy.send(
          proxy.to(
              "/g/collect?v=2&tid=G-TEST123&cid=1.2&en=page_view&gcs=G111"
                  + "&dl=https%3A%2F%2Fwww.example.com%2Fg%3Fty_preview%3D"
                  + KEY));

      var seen = new ArrayList<JsonNode>();
      for (var i = 0; i < 6; i++) {
        seen.add(stream.next());
      }
      assertThat(seen)
          .extracting(each -> each.path("event_id").asText())
          .startsWith("by-header", "by-query", "by-cookie", "by-server", "by-page");
      assertThat(seen.getLast().path("source").asText()).isEqualTo("ga4");
      assertThat(seen.get(4).at("/event/page/url").asText())
          .isEqualTo("https://www.example.com/?a=1&b=2#c");

      proxy.settled();
      assertThat(requests(proxy)).isNotEmpty().noneMatch(text -> text.contains("look_at-this"));
      assertThat(requests(proxy)).noneMatch(text -> text.contains("ty_preview"));
      for (var id : List.of("by-header", "by-query", "by-cookie", "by-page", "by-nothing")) {
        assertThat(proxy.send(proxy.toAdmin("/api/events/" + id)).body())
            .contains("\"event_id\":\"" + id)
            .doesNotContain("ty_preview", KEY);
      }
      assertThat(proxy.metrics()).doesNotContain(KEY);
    }
  }

  private static List<String> requests(RunningProxy proxy) {
    return Stream.of(proxy.vendors().meta(), proxy.vendors().ga4(), proxy.vendors().partner())
        .flatMap(vendor -> vendor.requests().stream())
        .map(StandInRequest::toString)
        .toList();
  }

  @Test
  void an_event_is_the_same_with_the_key_and_without() throws Exception {
    try (var proxy = RunningProxy.start(folder);
        var stream = new Watching(proxy, "?key=" + KEY)) {
      stream.next();
      var page = "https://www.example.com/?a=1";
      post(proxy, "", event("plain", page, GRANTED));
      post(proxy, "?ty_preview=" + KEY, event("keyed", page + "&ty_preview=" + KEY, GRANTED));
      proxy.settled();

      assertThat(kept(proxy, "keyed")).isEqualTo(kept(proxy, "plain"));
      // A resend with the key is the same event, and the other way round.
      for (var key : List.of("", "&ty_preview=" + KEY, "")) {
        proxy.send(
            proxy.to(
                "/g/collect?v=2&tid=G-TEST123&cid=1.2&_p=7&_s=1&en=page_view&gcs=G111"
                    + "&dl=https%3A%2F%2Fwww.example.com%2Fg"
                    + key));
      }
      var id = nextOf(stream, "ga4").path("event_id").asText();
      proxy.settled();
      assertThat(JSON.readTree(proxy.send(proxy.toAdmin("/api/events/" + id)).body()).at("/copies"))
          .hasSize(3);
    }
  }

  private static JsonNode nextOf(Watching stream, String source) throws IOException {
    var seen = stream.next();
    while (!seen.path("source").asText().equals(source)) {
      seen = stream.next();
    }
    return seen;
  }

  /// What is kept of an event, but for what no two events share.
  private static JsonNode kept(RunningProxy proxy, String id) throws Exception {
    var told = JSON.readTree(proxy.send(proxy.toAdmin("/api/events/" + id)).body());
    var event = (ObjectNode) told.at("/copies/0/event");
    event.remove(List.of("event_id", "event_time", "received_at"));
    event.withObjectProperty("visitor").remove("id");
    return event;
  }

  @Test
  void a_preview_shows_rules_consent_and_what_each_destination_gets() throws Exception {
    Files.writeString(
        folder.resolve("rules/30.js"),
        "export default (event) => { event.params['utm.source'] = event.params.broken; };");
    try (var proxy = RunningProxy.start(folder);
        var stream = new Watching(proxy, "?event_id=wanted")) {
      assertThat(stream.next().path("key").asText()).hasSize(16);
      post(proxy, "", event("other"));
      post(proxy, "", event("wanted").replace("\"page\"", "\"params\": {\"broken\": 1}, \"page\""));

      var seen = stream.next();

      assertThat(seen.path("event_id").asText()).isEqualTo("wanted");
      assertThat(seen.at("/rules/0/rule").asText()).isEqualTo("titled");
      assertThat(seen.at("/rules/0/changed/page.title").toString())
          .isEqualTo("{\"after\":\"Titled\"}");
      assertThat(seen.at("/rules/1/log/0").asText()).isEqualTo("seen");
      assertThat(seen.at("/rules/1/end").asText()).isEqualTo("error");
      assertThat(seen.at("/rules/1/error").asText()).startsWith("rules/20.js:5:");
      assertThat(seen.at("/rules/2/changed/params.utm.source")).hasToString("{\"after\":1}");
      assertThat(seen.at("/destinations/meta/verdict").asText()).isEqualTo("allow");
      assertThat(seen.at("/destinations/meta/end").asText()).isEqualTo("queued");
      assertThat(seen.at("/destinations/meta/gets/0/page/title").asText()).isEqualTo("Titled");
      assertThat(seen.at("/destinations/partner/end").asText()).isEqualTo("filtered");
    }
  }

  @Test
  void what_nobody_may_have_or_is_no_event_is_told_without_its_content() throws Exception {
    try (var proxy = RunningProxy.start(folder);
        var stream = new Watching(proxy, "?key=" + KEY)) {
      stream.next();
      post(
          proxy, "", event("denied", "https://www.example.com/secret", REFUSED), "Ty-Preview", KEY);
      post(proxy, "", "{\"event_name\": 7}", "Ty-Preview", KEY);

      var withheld = stream.next();
      var rejected = stream.next();

      assertThat(withheld.path("kind").asText()).isEqualTo("withheld");
      assertThat(withheld.at("/destinations/meta/verdict").asText()).isEqualTo("deny");
      assertThat(withheld.toString()).doesNotContain("secret", "denied");
      assertThat(rejected.path("kind").asText()).isEqualTo("rejected");
      assertThat(rejected.path("error").asText()).contains("event_name");
    }
  }

  @Test
  void the_browser_keeps_the_key_only_while_somebody_looks() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      var page = event("cookie", "https://www.example.com/?ty_preview=" + KEY, GRANTED);
      assertThat(cookie(post(proxy, "", page))).isEmpty();
      try (var stream = new Watching(proxy, "?key=" + KEY)) {
        stream.next();
        assertThat(cookie(post(proxy, "", page)))
            .hasValue(
                "ty_preview=" + KEY + "; Path=/; Max-Age=3600; HttpOnly; Secure; SameSite=Lax");
        assertThat(cookie(post(proxy, "", event("again"), "Cookie", "ty_preview=" + KEY)))
            .isEmpty();
      }
      Eventually.holds(
          "nobody looks any more",
          () -> {
            try {
              return cookie(post(proxy, "", page)).isEmpty();
            } catch (Exception failure) {
              throw new AssertionError(failure);
            }
          });
    }
  }

  private static Optional<String> cookie(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(202);
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(cookie -> cookie.startsWith("ty_preview="))
        .findFirst();
  }

  @Test
  void a_mistake_in_the_question_is_told() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      assertThat(asked(proxy, "?user.emial=x")).contains("unknown field", "user.emial");
      assertThat(asked(proxy, "?key=a%20b")).contains("4 to 64 letters");
    }
  }

  private static String asked(RunningProxy proxy, String query) throws Exception {
    var answer = proxy.send(proxy.toAdmin("/api/preview" + query));
    assertThat(answer.statusCode()).isEqualTo(400);
    return answer.body();
  }
}
