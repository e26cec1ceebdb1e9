package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.standin.Misbehaviour;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A vendor that throttles is left alone for as long as it asks, whatever status it says so with.
@Execution(ExecutionMode.CONCURRENT)
class ThrottledTest {
  private static final Misbehaviour THROTTLED =
      new Misbehaviour.Answer(
          400,
          Map.of(
              "X-Business-Use-Case-Usage",
              "{\"1\":[{\"type\":\"ads_management\",\"estimated_time_to_regain_access\":3}]}"),
          "{\"error\":{\"message\":\"too many calls\",\"code\":80004}}");

  @TempDir private Path folder = Path.of("");

  @Test
  void the_whole_destination_waits_as_long_as_meta_asks() throws Exception {
    var later = new AtomicReference<>(Duration.ZERO);
    InstantSource clock = () -> InstantSource.system().instant().plus(later.get());
    try (var proxy = RunningProxy.start(folder, clock, yaml -> yaml)) {
      proxy.vendor("meta").script(1, THROTTLED);
      post(proxy, "c1");
      Eventually.holds("meta was called", () -> proxy.vendor("meta").requests().size() == 1);
      for (var i = 2; i <= 10; i++) {
        post(proxy, "c" + i);
      }
      Eventually.holds("ga4 has all", () -> delivered(proxy, "ga4") == 10);
      later.set(Duration.ofMinutes(2));
      post(proxy, "c11");
      Eventually.holds("ga4 has all", () -> delivered(proxy, "ga4") == 11);

      assertThat(proxy.vendor("meta").requests()).hasSize(1);
      assertThat(proxy.metrics()).contains("tagyard_call_limit{destination=\"meta\"} 2.0");

      later.set(Duration.ofMinutes(5));
      assertThat(Objects.requireNonNull(proxy.settled().get("meta")).of("delivered")).isEqualTo(11);
    }
  }

  private static long delivered(RunningProxy proxy, String destination) {
    try {
      return Objects.requireNonNull(proxy.sums().get(destination)).of("delivered");
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private static void post(RunningProxy proxy, String id) throws Exception {
    var answer =
        proxy.post(
            """
            {"event_name": "purchase", "event_id": "%s", "page": {"url": "https://a.example/"},
             "user": {"client_id": "1.2", "email": "visitor@example.org"},
             "params": {"value": 5, "currency": "EUR", "transaction_id": "T%s"},
             "consent": {"categories": {"marketing": true, "statistics": true}}}\
            """
                .formatted(id, id));
    assertThat(answer.statusCode()).isEqualTo(202);
  }
}
