package dev.tagyard.proxy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests that anybody may send, made to cost as much as they can. What is worse than linear in
/// their length takes a minute here; what is not, a fraction of a second.
class CostlyRequestsTest {
  private static final int LONGEST = 65_000;

  private static final List<String> FIELDS =
      List.of("email", "phone", "first_name", "last_name", "city", "region", "postal_code");

  /// Far above what they cost on the slowest machine.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private Path folder = Path.of("");

  @Test
  void no_request_costs_more_than_it_takes_to_read_it() throws Exception {
    try (var proxy =
        RunningProxy.start(
            folder, yaml -> Contract.replace(yaml, Map.of("ga4: {}", "ga4: { wrapped: /k3x9 }")))) {
      assertThat(answer(proxy, post(proxy, events(full("?ty_preview="))))).isEqualTo(202);
      assertThat(answer(proxy, get(proxy, "/k3x9?x=" + full("=") + "x"))).isEqualTo(404);
      assertThat(answer(proxy, get(proxy, "/px.gif?" + full("a&")))).isEqualTo(200);
      for (var cookies : new String[] {";", "a;", "=;", "\"=\";", "_ga_A="}) {
        var request = get(proxy, "/px.gif?en=x").header("Cookie", full(cookies));
        assertThat(answer(proxy, request)).as(cookies).isEqualTo(200);
      }
      assertThat(answer(proxy, lines(proxy, "a&".repeat(2_000_000)))).isEqualTo(204);
      for (var number : new String[] {"9".repeat(LONGEST), "1e2147483648", "1e-2147483647"}) {
        assertThat(answer(proxy, post(proxy, value(number)))).isEqualTo(400);
        var hit = "/g/collect?v=2&tid=G-TEST123&cid=1.2&gcs=G111&en=purchase&epn.value=";
        assertThat(answer(proxy, get(proxy, hit + number))).isEqualTo(204);
      }
    }
  }

  @Test
  void no_field_costs_more_than_its_length_when_it_is_sent_on() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      for (var piece : new String[] {"\u03a3", "\u0301\u0316", "mr. ", "1 ", "+1 ", ":", "a@"}) {
        for (var field : FIELDS) {
          assertThat(answer(proxy, post(proxy, person(field, full(piece))))).isEqualTo(202);
        }
      }
      var started = System.nanoTime();

      assertThat(requireNonNull(proxy.settled().get("meta")).of("delivered"))
          .isEqualTo(7L * FIELDS.size());
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(PATIENCE);
    }
  }

  private static int answer(RunningProxy proxy, HttpRequest.Builder request) throws Exception {
    return proxy.send(request.timeout(PATIENCE)).statusCode();
  }

  private static HttpRequest.Builder get(RunningProxy proxy, String path) {
    return proxy.to(path).GET();
  }

  private static HttpRequest.Builder lines(RunningProxy proxy, String body) throws Exception {
    return zipped(proxy.to("/g/collect?v=2&en=x"), body);
  }

  private static HttpRequest.Builder post(RunningProxy proxy, String event) throws Exception {
    return zipped(proxy.to("/e").header("Content-Type", "application/json"), event);
  }

  private static HttpRequest.Builder zipped(HttpRequest.Builder request, String body)
      throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body.getBytes(StandardCharsets.UTF_8));
    }
    return request
        .header("Content-Encoding", "gzip")
        .POST(BodyPublishers.ofByteArray(bytes.toByteArray()));
  }

  private static String events(String text) {
    var params =
        IntStream.range(0, 3)
            .mapToObj(i -> "\"p" + i + "\": \"" + text + "\"")
            .collect(Collectors.joining(","));
    var event =
        """
        {"event_name": "page", "page": {"url": "%s"}, "params": {%s},
         "consent": {"categories": {"marketing": true, "statistics": true}}}\
        """
            .formatted(text, params);
    return "[" + String.join(",", Collections.nCopies(15, event)) + "]";
  }

  private static String value(String number) {
    return "{\"event_name\": \"purchase\", \"params\": {\"value\": \"" + number + "\"}}";
  }

  private static String person(String field, String text) {
    return """
    {"event_name": "page_view", "user": {"%s": "%s"}, "page": {"url": "https://www.example.com/"},
     "consent": {"categories": {"marketing": true, "statistics": true}}}\
    """
        .formatted(field, text);
  }

  private static String full(String piece) {
    return piece.repeat(60_000 / piece.length());
  }
}
