package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.standin.Misbehaviour;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What operators watch: the names of the metrics, their labels, and what they count of events that
/// are accepted, malformed, denied and refused by the vendor.
@Execution(ExecutionMode.CONCURRENT)
class MetricsTest {
  private static final String EVENTS =
      """
      [{"event_name": "page_view", "event_id": "m1", "consent": {"gdpr": 1,
        "categories": {"marketing": true, "statistics": true}}},
       {"event_name": "page_view", "event_id": "m2", "consent": {"gdpr": 1,
        "categories": {"marketing": true, "statistics": false}}},
       {"event_name": "page_view", "event_id": "m3", "consent": {"gdpr": 1,
        "categories": {"marketing": false, "statistics": false}}},
       {"event_name": "page_view", "params": {"value": "much"}}]
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void each_end_of_an_event_is_counted_under_its_name() throws Exception {
    try (var proxy = RunningProxy.start(folder, MetricsTest::guarded)) {
      proxy.vendor("ga4").script(9, Misbehaviour.status(400));
      assertThat(post(proxy, EVENTS)).isEqualTo(202);
      assertThat(post(proxy, EVENTS.replaceAll("m([123])", "n$1"))).isEqualTo(202);
      proxy.settled();

      assertThat(value(proxy, "tagyard_events_received_total", "source=native")).isEqualTo(8);
      assertThat(value(proxy, "tagyard_events_accepted_total", "source=native")).isEqualTo(4);
      assertThat(value(proxy, "tagyard_events_rejected_total", "source=native", "reason=value"))
          .isEqualTo(2);
      assertThat(value(proxy, "tagyard_events_withheld_total", "source=native", "reason="))
          .isEqualTo(2);
      assertThat(decided(proxy, "meta", "allow")).isEqualTo(4);
      assertThat(decided(proxy, "meta", "deny")).isEqualTo(2);
      assertThat(decided(proxy, "ga4", "allow")).isEqualTo(2);
      assertThat(attempted(proxy, "meta", "delivered")).isEqualTo(4);
      assertThat(attempted(proxy, "ga4", "rejected")).isPositive();
      assertThat(value(proxy, "tagyard_dead_letters", "destination=ga4")).isPositive();
      assertThat(value(proxy, "tagyard_outbox_depth", "destination=meta")).isZero();
      assertThat(value(proxy, "tagyard_outbox_oldest_seconds", "destination=meta")).isZero();
      assertThat(value(proxy, "tagyard_log_failures_total")).isZero();
      assertThat(value(proxy, "tagyard_rate_addresses")).isEqualTo(1);

      histogram(proxy, "tagyard_ack_latency_seconds", 2, "source=native");
      histogram(proxy, "tagyard_event_to_vendor_latency_seconds", 4, "destination=meta");
      histogram(proxy, "tagyard_log_sync_seconds", 2);
      histogram(proxy, "tagyard_log_group", 2);
    }
  }

  @Test
  void what_waits_is_seen_with_its_age() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      proxy.vendor("meta").script(1_000, Misbehaviour.status(503));
      assertThat(post(proxy, EVENTS)).isEqualTo(202);

      Eventually.holds(
          "two wait, and grow old",
          () ->
              value(proxy, "tagyard_outbox_depth", "destination=meta") == 2
                  && value(proxy, "tagyard_outbox_oldest_seconds", "destination=meta") > 0
                  && found(proxy, "tagyard_attempts_total", "destination=meta", "outcome=retry")
                          .length
                      > 0);
    }
  }

  private static int post(RunningProxy proxy, String body) throws Exception {
    var request = proxy.to("/e").header("X-Forwarded-For", "203.0.113.7");
    return proxy.send(request.POST(BodyPublishers.ofString(body))).statusCode();
  }

  private static String guarded(String yaml) {
    return yaml.replace("public:\n", "public:\n  guard: { rate_per_second: 50, burst: 100 }\n");
  }

  private static double decided(RunningProxy proxy, String destination, String outcome) {
    return value(
        proxy,
        "tagyard_consent_decisions_total",
        "destination=" + destination,
        "outcome=" + outcome);
  }

  private static double attempted(RunningProxy proxy, String destination, String outcome) {
    return value(
        proxy, "tagyard_attempts_total", "destination=" + destination, "outcome=" + outcome);
  }

  /// @param least times that it was measured
  private static void histogram(RunningProxy proxy, String name, int least, String... labels) {
    var all = Arrays.copyOf(labels, labels.length + 1);
    all[labels.length] = "le=+Inf";
    assertThat(value(proxy, name + "_bucket", all)).as(name).isGreaterThanOrEqualTo(least);
    assertThat(value(proxy, name + "_count", labels))
        .isEqualTo(value(proxy, name + "_bucket", all));
    assertThat(value(proxy, name + "_sum", labels)).isPositive();
  }

  /// The sum of the series with these labels, of which there is one at least.
  ///
  /// @param labels each `NAME=` and what its value begins with
  private static double value(RunningProxy proxy, String name, String... labels) {
    var found = found(proxy, name, labels);
    assertThat(found).as(name + Arrays.toString(labels)).isNotEmpty();
    return Arrays.stream(found).sum();
  }

  private static double[] found(RunningProxy proxy, String name, String... labels) {
    return lines(proxy)
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line ->
            Arrays.stream(labels).allMatch(label -> line.contains(label.replace("=", "=\""))))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .toArray();
  }

  private static Stream<String> lines(RunningProxy proxy) {
    try {
      return proxy.metrics().lines();
    } catch (Exception failure) {
      throw new AssertionError("the metrics cannot be read", failure);
    }
  }
}
