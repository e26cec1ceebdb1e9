package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract's own configuration, started as it stands, answers as the contract says.
class ContractTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ORIGIN = "https://www.example.com";
  private static final String EVENT =
      """
      {"event_name": "page_view", "page": {"url": "https://www.example.com/"},
       "consent": {"categories": {"marketing": true, "statistics": true}}}\
      """;
  private static final String DENIED =
      """
      {"event_name": "page_view", "consent": {"categories": {"marketing": false}}}\
      """;
  private static final String GIF =
      "47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b";

  private static RunningProxy proxy;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    proxy =
        RunningProxy.start(
            folder, yaml -> yaml.replace("public:\n", "public:\n  prefix: /metrics-of-ours\n"));
  }

  @AfterAll
  static void close() {
    proxy.close();
  }

  @Test
  void the_sdk_is_served_compressed_and_is_the_one_that_its_hash_pins() throws Exception {
    var plain = proxy.sendForBytes(proxy.to("/ty.js"));
    var refused = proxy.sendForBytes(proxy.to("/ty.js").header("Accept-Encoding", "gzip;q=0"));
    var small = proxy.sendForBytes(proxy.to("/ty.js").header("Accept-Encoding", "br, gzip"));
    var pin = JSON.readTree(proxy.send(proxy.to("/ty.json")).body());
    var pinned = proxy.sendForBytes(proxy.to(pin.path("path").asText()));
    var known = small.headers().firstValue("etag").orElseThrow();
    var again = proxy.send(proxy.to("/ty.js").header("If-None-Match", known));

    assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
    assertThat(refused.body()).isEqualTo(plain.body());
    assertThat(small.headers().firstValue("content-encoding")).contains("gzip");
    assertThat(small.headers().allValues("vary")).contains("Accept-Encoding");
    assertThat(small.body().length).isLessThanOrEqualTo(4096);
    try (var content = new GZIPInputStream(new ByteArrayInputStream(small.body()))) {
      assertThat(content.readAllBytes()).isEqualTo(plain.body());
    }
    assertThat(pinned.body()).isEqualTo(plain.body());
    assertThat(pin.path("integrity").asText())
        .isEqualTo(
            "sha384-"
                + Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-384").digest(plain.body())));
    assertThat(again.statusCode()).isEqualTo(304);
  }

  @Test
  void an_accepted_event_is_answered_202_with_its_id() throws Exception {
    var given =
        proxy.post(EVENT.replace("{\"event_name\"", "{\"event_id\": \"e1\", \"event_name\""));
    var minted = proxy.post(EVENT);

    assertThat(given.statusCode()).isEqualTo(202);
    assertThat(json(given))
        .isEqualTo(
            read(
                """
                {"accepted": ["e1"], "withheld": [], "rejected": []}\
                """));
    assertThat(minted.statusCode()).isEqualTo(202);
    assertThat(json(minted).path("accepted").path(0).asText()).hasSizeGreaterThan(20);
  }

  @Test
  void a_denied_event_is_answered_202_with_the_reason() throws Exception {
    var answer = proxy.post(DENIED);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer).path("accepted")).isEmpty();
    assertThat(json(answer).path("withheld")).hasSize(1);
    assertThat(json(answer).path("withheld").path(0).path("index").asInt(-1)).isZero();
    assertThat(json(answer).path("withheld").path(0).path("reason").asText()).isNotEmpty();
  }

  @Test
  void of_an_array_the_malformed_is_rejected_by_index_and_its_neighbours_are_taken()
      throws Exception {
    var answer = proxy.post("[" + EVENT + ", {\"event_name\": 7}, " + EVENT + "]");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer).path("accepted")).hasSize(2);
    assertThat(json(answer).path("rejected")).hasSize(1);
    assertThat(json(answer).path("rejected").path(0).path("index").asInt()).isEqualTo(1);
    assertThat(json(answer).path("rejected").path(0).path("error").asText()).contains("event_name");
  }

  @Test
  void what_stands_before_broken_json_is_taken() throws Exception {
    var answer = proxy.post("[" + EVENT + ", " + EVENT + ", {\"event_name\": \"purch");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer).path("accepted")).hasSize(2);
    assertThat(json(answer).path("rejected")).hasSize(1);
    assertThat(json(answer).path("rejected").path(0).path("index").asInt()).isEqualTo(2);
  }

  @Test
  void of_501_events_500_are_taken() throws Exception {
    var answer = proxy.post(Collections.nCopies(501, EVENT).toString());

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer).path("accepted")).hasSize(500);
    assertThat(json(answer).path("rejected")).hasSize(1);
    assertThat(json(answer).path("rejected").path(0).path("index").asInt()).isEqualTo(500);
    assertThat(json(answer).path("rejected").path(0).path("error").asText()).contains("500");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "7",
        "\"purchase\"",
        "null",
        "{",
        "[",
        "[]",
        "{}",
        "[{}, 3]",
        "{'a': 1}"
      })
  void what_is_malformed_as_a_whole_is_answered_400_with_an_error(String body) throws Exception {
    var answer = proxy.post(body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).path("error").asText()).isNotEmpty();
  }

  @Test
  void bad_utf_8_is_answered_400() throws Exception {
    var body =
        "{\"event_name\": \"page_view\", \"page\": {\"title\": \"~\"}}"
            .getBytes(StandardCharsets.UTF_8);
    for (var i = 0; i < body.length; i++) {
      body[i] = body[i] == '~' ? (byte) 0xff : body[i];
    }

    var answer = proxy.send(proxy.to("/e").POST(BodyPublishers.ofByteArray(body)));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).path("error").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=UTF-8",
        "text/plain",
        "text/plain;charset=UTF-8",
        "application/x-www-form-urlencoded",
        "application/octet-stream",
        "image/png",
        "nonsense"
      })
  void the_content_type_is_a_hint_only(String type) throws Exception {
    var answer =
        proxy.send(
            proxy.to("/e").header("Content-Type", type).POST(BodyPublishers.ofString(EVENT)));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer).path("accepted")).hasSize(1);
  }

  @Test
  void an_event_without_content_type_is_taken() throws Exception {
    var answer = proxy.send(proxy.to("/e").POST(BodyPublishers.ofString(EVENT)));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer).path("accepted")).hasSize(1);
  }

  @Test
  void a_gzipped_event_is_taken() throws Exception {
    var answer = proxy.send(gzipped(gzip(EVENT)));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer).path("accepted")).hasSize(1);
  }

  @Test
  void what_says_gzip_and_is_not_is_answered_400() throws Exception {
    var truncated = gzip(EVENT);

    var plain = proxy.send(gzipped(EVENT.getBytes(StandardCharsets.UTF_8)));
    var cut = proxy.send(gzipped(Arrays.copyOf(truncated, truncated.length - 12)));

    assertThat(plain.statusCode()).isEqualTo(400);
    assertThat(json(plain).path("error").asText()).contains("gzip");
    assertThat(cut.statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "deflate"})
  void an_encoding_that_cannot_be_read_is_answered_415(String encoding) throws Exception {
    var answer =
        proxy.send(
            proxy
                .to("/e")
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofString(EVENT)));

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(json(answer).path("error").asText()).contains("gzip");
  }

  @Test
  void a_body_that_is_too_large_as_sent_or_inflated_is_answered_413() throws Exception {
    var large = EVENT.replace("https://www.example.com/", "x".repeat(2 << 20));
    var bomb = gzip(" ".repeat(16 << 20) + EVENT);

    var sent = proxy.post(large);
    var inflated = proxy.send(gzipped(bomb));

    assertThat(sent.statusCode()).isEqualTo(413);
    assertThat(inflated.statusCode()).isEqualTo(413);
    assertThat(json(inflated).path("error").asText()).contains("inflated");
  }

  @Test
  void a_wrong_key_is_answered_401_and_the_right_one_202() throws Exception {
    for (var wrong : List.of("Bearer nonsense", "Bearer ", Contract.SERVER_KEY, "Basic eA==")) {
      var answer =
          proxy.send(
              proxy.to("/e").header("Authorization", wrong).POST(BodyPublishers.ofString(EVENT)));
      assertThat(answer.statusCode()).as(wrong).isEqualTo(401);
      assertThat(json(answer).path("error").asText()).isNotEmpty();
    }

    var right =
        proxy.send(
            proxy
                .to("/e")
                .header("Authorization", "Bearer " + Contract.SERVER_KEY)
                .POST(BodyPublishers.ofString(EVENT)));

    assertThat(right.statusCode()).isEqualTo(202);
  }

  @Test
  void pages_of_the_configured_origins_may_read_answers_and_errors() throws Exception {
    for (var body : List.of(EVENT, "{")) {
      var answer =
          proxy.send(proxy.to("/e").header("Origin", ORIGIN).POST(BodyPublishers.ofString(body)));

      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(ORIGIN);
      assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).contains("true");
      assertThat(answer.headers().allValues("Vary")).contains("Origin");
    }
  }

  @Test
  void pages_of_other_origins_may_not_read_answers() throws Exception {
    var answer =
        proxy.send(
            proxy
                .to("/e")
                .header("Origin", "https://elsewhere.example.net")
                .POST(BodyPublishers.ofString(EVENT)));

    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(answer.headers().allValues("Vary")).contains("Origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/e", "/px.gif", "/metrics-of-ours/e"})
  void a_preflight_is_permitted_without_key_or_cookie(String path) throws Exception {
    var answer =
        proxy.send(
            proxy
                .to(path)
                .header("Origin", ORIGIN)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization, content-type")
                .method("OPTIONS", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(ORIGIN);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
        .contains("POST");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Headers"))
        .contains("authorization, content-type");
    assertThat(answer.headers().firstValue("Access-Control-Max-Age")).contains("7200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/px.gif",
        "/px.gif?en=page_view&gdpr=0",
        "/px.gif?en=page_view&gdpr_consent=nonsense",
        "/px.gif?en=",
        "/px.gif?en=purchase&value=nonsense",
        "/px.gif?en=page_view&dl=100%25&a=%E4",
        "/px.gif?en=page_view&user.email.a.b.c.d.e=1&user=2&params.x.y=1&params.x=2",
        "/px.gif?&&&=&==",
        "/metrics-of-ours/px.gif?en=page_view"
      })
  void the_pixel_is_the_gif_of_43_bytes_whatever_happens(String path) throws Exception {
    var answer = proxy.sendForBytes(proxy.to(path).GET());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(HexFormat.of().formatHex(answer.body())).isEqualTo(GIF).hasSize(86);
    assertThat(answer.headers().firstValue("Content-Type")).contains("image/gif");
    assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
  }

  @Test
  void the_pixel_answers_to_head_without_a_body() throws Exception {
    var answer =
        proxy.sendForBytes(
            proxy.to("/px.gif?en=page_view").method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("image/gif");
    assertThat(answer.headers().firstValue("Content-Length")).contains("43");
  }

  @ParameterizedTest
  @CsvSource({"Sec-Purpose, prefetch", "Sec-Purpose, prefetch;prerender", "Purpose, prefetch"})
  void a_pixel_that_is_loaded_in_advance_is_no_event(String header, String purpose)
      throws Exception {
    var pixel = "/px.gif?en=page_view&consent.categories.statistics=true&eid=";

    var ahead = proxy.sendForBytes(proxy.to(pixel + "ahead").header(header, purpose));
    var seen = proxy.sendForBytes(proxy.to(pixel + "seen").header(header, "unknown"));

    proxy.dispatched();
    assertThat(ahead.statusCode()).isEqualTo(200);
    assertThat(HexFormat.of().formatHex(ahead.body())).isEqualTo(GIF);
    assertThat(seen.statusCode()).isEqualTo(200);
    assertThat(proxy.send(proxy.toAdmin("/api/events/ahead")).statusCode()).isEqualTo(404);
    assertThat(proxy.send(proxy.toAdmin("/api/events/seen")).statusCode()).isEqualTo(200);
  }

  @Test
  void an_event_in_a_pixel_reaches_the_vendors() throws Exception {
    var answer =
        proxy.send(
            proxy.to(
                "/px.gif?en=purchase&eid=from-a-pixel&value=9.5&currency=EUR&transaction_id=P1"
                    + "&dl=https%3A%2F%2Fwww.example.com%2Fthanks&gdpr=1"
                    + "&consent.categories.marketing=true&consent.categories.statistics=true"));

    assertThat(answer.statusCode()).isEqualTo(200);
    Eventually.holds(
        "the three vendors have it",
        () ->
            List.of("meta", "ga4", "partner").stream()
                .allMatch(name ->
                    proxy.vendor(name).requests().stream()
                        .flatMap(request -> request.events().stream())
                        .anyMatch(event -> event.id().equals("from-a-pixel"))));
  }

  @Test
  void all_routes_also_answer_under_the_prefix() throws Exception {
    var answer = proxy.send(proxy.to("/metrics-of-ours/e").POST(BodyPublishers.ofString(EVENT)));

    assertThat(answer.statusCode()).isEqualTo(202);
  }

  @Test
  void urls_and_headers_of_32_kb_are_read() throws Exception {
    var long32 = "x".repeat(32_000);

    var url = proxy.sendForBytes(proxy.to("/px.gif?en=page_view&dt=" + long32).GET());
    var header =
        proxy.send(
            proxy.to("/e").header("Cookie", "shop=" + long32).POST(BodyPublishers.ofString(EVENT)));

    assertThat(url.statusCode()).isEqualTo(200);
    assertThat(url.body()).hasSize(43);
    assertThat(header.statusCode()).isEqualTo(202);
  }

  @Test
  void what_is_not_there_is_answered_in_json() throws Exception {
    var path = proxy.send(proxy.to("/nothing").GET());
    var method = proxy.send(proxy.to("/e").GET());

    assertThat(path.statusCode()).isEqualTo(404);
    assertThat(json(path).path("error").asText()).isNotEmpty();
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(method.headers().firstValue("Allow")).contains("POST");
    assertThat(json(method).path("error").asText()).isNotEmpty();
  }

  @Test
  void metrics_and_health_are_open() throws Exception {
    proxy.post(EVENT);

    for (var path : List.of("/metrics", "/health/live", "/health/ready")) {
      var answer = proxy.send(proxy.toAdmin(path).setHeader("Authorization", "Bearer nonsense"));
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
    }
    assertThat(proxy.metrics())
        .contains("tagyard_events_received_total", "tagyard_accepted_total{destination=\"meta\"}");
  }

  /// A client of its own accord changes to HTTP/2 in clear text where it may, and now and then
  /// large answers broke then.
  @Test
  void clear_text_stays_with_http_1_1() throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      for (var request : List.of(proxy.toAdmin("/metrics"), proxy.to("/ty.js"))) {
        var answer = client.send(request.GET().build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      }
    }
  }

  @Test
  void the_api_wants_the_token_and_explains_an_event() throws Exception {
    proxy.post(EVENT.replace("{\"event_name\"", "{\"event_id\": \"told\", \"event_name\""));

    var without =
        proxy.send(proxy.toAdmin("/api/events/told").setHeader("Authorization", "Bearer x"));
    var unknown = proxy.send(proxy.toAdmin("/api/events/nobody-knows"));
    var told = proxy.send(proxy.toAdmin("/api/events/told"));

    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(told.statusCode()).isEqualTo(200);
    assertThat(json(told).path("event_id").asText()).isEqualTo("told");
    assertThat(json(told).path("copies")).hasSize(1);
    assertThat(told.body()).doesNotContain(Contract.META_TOKEN, Contract.GA4_SECRET);
  }

  private static HttpRequest.Builder gzipped(byte[] body) {
    return proxy
        .to("/e")
        .header("Content-Encoding", "gzip")
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(body));
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return read(answer.body());
  }

  private static JsonNode read(String json) throws IOException {
    return JSON.readTree(json);
  }
}
