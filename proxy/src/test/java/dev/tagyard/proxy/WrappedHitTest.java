package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
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

  private static String wrapped(String id) {
    return Base64.getUrlEncoder().encodeToString((HIT + id).getBytes(StandardCharsets.UTF_8));
  }

  private static int get(RunningProxy proxy, String path) throws Exception {
    return proxy.send(proxy.to(path)).statusCode();
  }
}
