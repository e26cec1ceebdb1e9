package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hits of Google's tag behind a secret path.
class WrappedHitTest {
  private static final String HIT =
      "/g/collect?v=2&tid=G-TEST123&cid=1.1763000000&en=page_view&gcs=G111&_p=1&_s=1&ep.event_id=";

  @TempDir private Path folder = Path.of("");

  @Test
  void a_wrapped_hit_is_taken_as_any_other_and_nothing_else_is() throws Exception {
    try (var proxy =
        RunningProxy.start(
            folder, yaml -> Contract.replace(yaml, Map.of("ga4: {}", "ga4: { wrapped: /k3x9 }")))) {
      assertThat(get(proxy, "/k3x9?q=" + wrapped("kept"))).isEqualTo(204);
      assertThat(get(proxy, "/k3x9?q=nothing")).isEqualTo(404);
      assertThat(get(proxy, "/k3x8?q=" + wrapped("elsewhere"))).isEqualTo(404);

      assertThat(proxy.settled())
          .hasEntrySatisfying("ga4", sum -> assertThat(sum.of("delivered")).isEqualTo(1));
      assertThat(proxy.send(proxy.toAdmin("/api/events/kept")).statusCode()).isEqualTo(200);
      assertThat(proxy.send(proxy.toAdmin("/api/events/elsewhere")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void who_has_no_hit_cannot_tell_the_path_from_one_that_is_not_there() throws Exception {
    try (var proxy =
        RunningProxy.start(
            folder, yaml -> Contract.replace(yaml, Map.of("ga4: {}", "ga4: { wrapped: /k3x9 }")))) {
      for (var method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")) {
        for (var path : List.of("/k3x9", "/k3x9?q=nothing", "/k3x9/")) {
          assertThat(answer(proxy, method, path))
              .as("%s %s", method, path)
              .isEqualTo(answer(proxy, method, path.replace("9", "8")));
        }
      }
      assertThat(answer(proxy, "GET", "/k3x9?q=" + wrapped("read")))
          .contains("204", "access-control-allow-origin");
    }
  }

  /// Status, headers and body, but the time.
  private static String answer(RunningProxy proxy, String method, String path) throws Exception {
    var answer =
        proxy.send(
            proxy
                .to(path)
                .header("Origin", "https://www.example.com")
                .method(method, BodyPublishers.noBody()));
    var headers = new TreeMap<>(answer.headers().map());
    headers.remove("date");
    return answer.statusCode() + " " + headers + " " + answer.body();
  }

  private static String wrapped(String id) {
    return Base64.getUrlEncoder().encodeToString((HIT + id).getBytes(StandardCharsets.UTF_8));
  }

  private static int get(RunningProxy proxy, String path) throws Exception {
    return proxy.send(proxy.to(path)).statusCode();
  }
}
