package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No file may grow any more (a limit on a child's file size stands for a full disk): what is
/// promised is refused, what always answers counts its loss, and all goes on by itself afterwards.
class DiskTroubleTest {
  private static final String PIXEL = "/px.gif?en=page_view&consent.categories.statistics=true";

  @TempDir private Path folder = Path.of("");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void a_full_disk_is_answered_503_lost_pixels_are_counted_and_intake_resumes_by_itself()
      throws Exception {
    try (var proxy = RunningProxy.stopped(folder, InstantSource.system(), yaml -> yaml);
        var child = Child.start(proxy.file(), List.of())) {
      assumeLimits(child);
      assertThat(post(child, "before").statusCode()).isEqualTo(202);
      Eventually.holds("it arrived", () -> !proxy.vendors().ga4().requests().isEmpty());

      assertThat(DiskLimit.fill(child)).isTrue();
      Eventually.holds("it is refused", () -> post(child, "during").statusCode() == 503);

      var refused = post(child, "during");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(refused.body()).contains("\"error\"");
      var refusal = refuse(child);
      assertThat(refusal.statusCode()).isEqualTo(503);
      assertThat(refusal.headers().firstValue("Retry-After")).isPresent();
      var gif = get(child.publicPort(), PIXEL);
      assertThat(gif.statusCode()).isEqualTo(200);
      assertThat(gif.headers().firstValue("Content-Type")).contains("image/gif");
      assertThat(get(child.adminPort(), "/health/ready").statusCode()).isEqualTo(503);
      assertThat(get(child.adminPort(), "/health/live").statusCode()).isEqualTo(200);
      var metrics = get(child.adminPort(), "/metrics").body();
      assertThat(metrics)
          .contains(
              "tagyard_log_writable 0.0",
              "tagyard_events_lost_total{source=\"pixel\"} 1.0",
              "tagyard_requests_unavailable_total{source=\"native\"} ");
      assertThat(hits(child, 20).statusCode()).isEqualTo(204);
      assertThat(get(child.adminPort(), "/metrics").body())
          .contains("tagyard_events_lost_total{source=\"ga4\"} 20.0");

      assertThat(DiskLimit.free(child)).isTrue();
      Eventually.holds(
          "it is ready again", () -> get(child.adminPort(), "/health/ready").statusCode() == 200);
      assertThat(post(child, "after").statusCode()).isEqualTo(202);
      assertThat(refuse(child).statusCode()).isEqualTo(202);
      Eventually.holds(
          "what was accepted arrives, and each sum holds",
          () -> {
            var sums = Sum.read(get(child.adminPort(), "/metrics").body());
            return sums.size() == 3
                && sums.values().stream().allMatch(sum -> sum.holds() && sum.waiting() == 0);
          });
      assertThat(proxy.vendors().ga4().requests())
          .flatExtracting(request -> request.events())
          .extracting(event -> event.id())
          .contains("before", "after")
          .doesNotContain("during");
    }
  }

  /// As many events in one request of Google's tag.
  private HttpResponse<String> hits(Child child, int count) {
    var address = "/g/collect?v=2&tid=G-TEST123&cid=1.2&gcs=G111";
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + child.publicPort() + address))
            .POST(BodyPublishers.ofString("en=page_view\r\n".repeat(count)))
            .build());
  }

  private HttpResponse<String> post(Child child, String id) {
    var event =
        """
        {"event_name": "page_view", "event_id": "%s", "page": {"url": "https://www.example.com/"},
         "consent": {"categories": {"marketing": true, "statistics": true}}}\
        """
            .formatted(id);
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + child.publicPort() + "/e"))
            .POST(BodyPublishers.ofString(event))
            .build());
  }

  /// Takes back what was agreed to: nothing of the event is kept, the refusal is.
  private HttpResponse<String> refuse(Child child) {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + child.publicPort() + "/e"))
            .header("Cookie", "_ty=" + ReturningVisitor.cookie("AAAAAAAAAAAAAAAAAAAAAA"))
            .POST(
                BodyPublishers.ofString(
                    """
                    {"event_name": "ty_consent", "consent": {"gdpr": 1,
                     "categories": {"marketing": false, "statistics": false}}}\
                    """))
            .build());
  }

  private HttpResponse<String> get(int port, String path) {
    return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(request + " was not answered", failure);
    }
  }

  private static void assumeLimits(Child child) {
    var found = DiskLimit.free(child);
    assertThat(found || !"true".equals(System.getenv("CI"))).as("prlimit in CI").isTrue();
    assumeTrue(found, "skipped: prlimit is missing or not permitted, no disk can be filled");
  }
}
