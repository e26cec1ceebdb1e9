package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.standin.Misbehaviour;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bodies that stop one byte short of their end, more of them than the heap of the server holds.
class SlowBodiesTest {
  private static final int LARGEST = 1 << 20;
  private static final int MANY = 150;
  private static final String HEAP = "128m";
  private static final String SMALL_HEAP = "256m";
  private static final String EVENT =
      """
      {"event_name": "page_view", "event_id": "%s", "consent": {"gdpr": 1,
       "categories": {"marketing": true, "statistics": true}}}\
      """;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder = Path.of("");

  @Test
  void many_bodies_that_never_end_stop_nobody_else_and_give_their_memory_back() throws Exception {
    var held = new ArrayList<Socket>();
    try (var proxy = RunningProxy.stopped(folder, InstantSource.system(), SlowBodiesTest::patient);
        var child = Child.start(proxy.file(), List.of(), HEAP)) {
      for (var i = 0; i < MANY; i++) {
        held.add(unended(child, i % 2 == 0 ? "/e" : "/g/collect?v=2&en=page_view"));
      }
      // Answered before its body was in, each in its own way.
      var refused = answer(held.get(MANY - 2));
      assertThat(refused).contains(" 503 ", "Retry-After: 5", "{\"error\":");
      assertThat(answer(held.get(MANY - 1))).contains(" 204 ");
      Eventually.holds(
          "most are refused",
          () -> metric(child, "tagyard_requests_refused_total{reason=\"memory\"}") > MANY / 2.0);
      assertThat(metric(child, "tagyard_events_lost_total{source=\"ga4\"}")).isPositive();
      assertThat(metric(child, "tagyard_request_body_bytes")).isBetween(8e6, 17e6);

      for (var i = 0; i < MANY; i++) {
        assertThat(post(child, EVENT.formatted("neighbour-" + i)).statusCode()).isEqualTo(202);
      }

      // Some go by themselves, the others are ended.
      for (var socket : held.subList(0, MANY / 2)) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
      Eventually.holds("no memory is held", () -> metric(child, "tagyard_request_body_bytes") == 0);
      assertThat(post(child, padded("large", LARGEST)).statusCode()).isEqualTo(202);
      assertThat(zipped(child, padded("zipped", 4 * LARGEST)).statusCode()).isEqualTo(202);
      assertThat(zipped(child, padded("bomb", 4 * LARGEST + 1)).statusCode()).isEqualTo(413);
      assertThat(post(child, padded("too-large", LARGEST + 1)).statusCode()).isEqualTo(413);
      assertThat(metric(child, "tagyard_request_body_bytes")).isZero();
    } finally {
      for (var socket : held) {
        socket.close();
      }
      client.close();
    }
  }

  /// Each is three bytes of a body and some eighty in memory: of what waits here, several times the
  /// heap.
  @Test
  void a_backlog_of_empty_objects_harms_nobody_and_no_start_after_it() throws Exception {
    try (var proxy =
        RunningProxy.stopped(folder, InstantSource.system(), SlowBodiesTest::patient)) {
      for (var vendor : List.of("meta", "ga4")) {
        proxy.vendor(vendor).script(1_000_000, Misbehaviour.status(503));
      }
      try (var child = Child.start(proxy.file(), List.of(), SMALL_HEAP)) {
        for (var i = 0; i < 20; i++) {
          var answer = zipped(child, hollow("hollow-" + i));
          assertThat(answer.statusCode()).isEqualTo(202);
          assertThat(answer.body()).contains("names, values and brackets");
        }
        assertThat(metric(child, "tagyard_events_accepted_total")).isBetween(150.0, 250.0);
      }

      try (var child = Child.start(proxy.file(), List.of(), SMALL_HEAP)) {
        Eventually.holds(
            "all of it waits, and is tried",
            () ->
                metric(child, "tagyard_journal_waiting") == 0
                    && metric(child, "tagyard_outbox_depth{destination=\"meta\"}") >= 150
                    && metric(child, "tagyard_attempts_total{destination=\"meta\"") > 0);
        assertThat(post(child, EVENT.formatted("neighbour")).statusCode()).isEqualTo(202);
        assertThat(Files.readString(folder.resolve("child.log"))).doesNotContain("OutOfMemory");
      }
    } finally {
      client.close();
    }
  }

  private static String hollow(String id) {
    var events = new StringJoiner(",", "[", "]");
    var list = ", \"params\": {\"list\": [" + "{},".repeat(24_000) + "{}]}}";
    for (var i = 0; i < 30; i++) {
      var event = EVENT.formatted(id + "-" + i);
      events.add(event.substring(0, event.length() - 1) + list);
    }
    return events.toString();
  }

  private static String patient(String yaml) {
    return Contract.replace(
        yaml, Map.of("public:\n", "public:\n  guard: { request_timeout: 20s }\n"));
  }

  private static Socket unended(Child child, String path) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), child.publicPort());
    socket.setSoTimeout(30_000);
    var head = "POST " + path + " HTTP/1.1\r\nHost: t.example.com\r\nContent-Length: " + LARGEST;
    socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(new byte[LARGEST - 1]);
    return socket;
  }

  private static String answer(Socket socket) throws IOException {
    var answer = new byte[2_000];
    return new String(answer, 0, socket.getInputStream().read(answer), StandardCharsets.US_ASCII);
  }

  /// As long as is asked for.
  private static String padded(String id, int length) {
    var event = EVENT.formatted(id);
    return event + " ".repeat(length - event.length());
  }

  private HttpResponse<String> post(Child child, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + child.publicPort() + "/e"))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> zipped(Child child, String body) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body.getBytes(StandardCharsets.UTF_8));
    }
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + child.publicPort() + "/e"))
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(bytes.toByteArray()))
            .build(),
        BodyHandlers.ofString());
  }

  private double metric(Child child, String line) {
    try {
      return client
          .send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + child.adminPort() + "/metrics"))
                  .build(),
              BodyHandlers.ofString())
          .body()
          .lines()
          .filter(text -> text.startsWith(line))
          .mapToDouble(text -> Double.parseDouble(text.substring(text.lastIndexOf(' '))))
          .sum();
    } catch (IOException failure) {
      throw new AssertionError("the metrics cannot be read", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }
}
