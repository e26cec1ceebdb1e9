package dev.tagyard.proxy.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.RunningProxy;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What the guard lets in and what it ends, through the front door, each with its metric. The
/// loopback address is a trusted proxy here: visitors have the addresses that their requests say.
@Execution(ExecutionMode.CONCURRENT)
class GuardTest {
  private static final String HEAD = " HTTP/1.1\r\nHost: t.example.com\r\n";
  private static final String FROM = "X-Forwarded-For: 203.0.113.7\r\n";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MANY = 20;
  private static final int FLOOD = 4_000;
  private static final int OTHERS = 300;

  private static final List<String> VALUES =
      List.of("100", "100.01", "-100", "-101", "\"100\"", "\"1e9\"", "\"-1e9\"", "0");

  @TempDir private Path folder = Path.of("");

  @Test
  void a_flood_from_one_address_is_refused_and_all_others_are_accepted() throws Exception {
    try (var proxy = guarded("rate_per_second: 5, burst: 20");
        var attackers = Executors.newVirtualThreadPerTaskExecutor()) {
      var vendors = proxy.vendors();
      var neighbours = new Neighbours(List.of(vendors.meta(), vendors.ga4(), vendors.partner()));
      var flood = new ArrayList<Future<List<Integer>>>();
      for (var i = 0; i < 4; i++) {
        flood.add(attackers.submit(() -> flood(proxy.publicPort())));
      }

      try (var wire = new Wire(proxy.publicPort())) {
        for (var number = 0; number < OTHERS; number++) {
          wire.write(
              Neighbours.request(number, "X-Forwarded-For: 198.51.100." + number % 250 + "\r\n"));
          assertThat(wire.answers(1, false)).containsExactly(202);
          neighbours.accepted(number);
        }
      }

      var statuses = new ArrayList<Integer>();
      for (var attacker : flood) {
        statuses.addAll(attacker.get());
      }
      assertThat(statuses).hasSize(FLOOD);
      var refused = Collections.frequency(statuses, 429);
      assertThat(refused).isGreaterThan(FLOOD / 2);
      assertThat(refused(proxy, "rate")).isEqualTo(refused);
      proxy.settled();
      assertThat(neighbours.missing()).isZero();
    }
  }

  @Test
  void an_address_that_the_visitor_claims_for_himself_is_not_believed() throws Exception {
    try (var proxy = guarded("rate_per_second: 1, burst: 3")) {
      var statuses = ConcurrentHashMap.<Integer>newKeySet();
      for (var i = 0; i < 10; i++) {
        // As a proxy does that adds a header of its own below the one that was there.
        var claim = "X-Forwarded-For: 8.8.8." + i + "\r\n" + FROM;
        statuses.addAll(exchange(proxy, "GET /ty.json" + HEAD + claim + "\r\n", 1));
      }

      assertThat(statuses).containsExactlyInAnyOrder(200, 429);
    }
  }

  @Test
  void a_backend_with_a_key_is_not_counted() throws Exception {
    try (var proxy = guarded("rate_per_second: 1, burst: 1")) {
      for (var i = 0; i < 10; i++) {
        var answer =
            exchange(
                proxy, Neighbours.request(i, "Authorization: Bearer a-server-key\r\n" + FROM), 1);

        assertThat(answer).containsExactly(202);
      }

      // Nor are the browsers behind its address: nothing of their burst was taken.
      assertThat(exchange(proxy, Neighbours.request(10, FROM), 1)).containsExactly(202);
    }
  }

  @Test
  void a_wrong_key_is_counted_as_anybody_is() throws Exception {
    try (var proxy = guarded("rate_per_second: 1, burst: 2")) {
      var statuses = new ArrayList<Integer>();
      for (var i = 0; i < MANY; i++) {
        statuses.addAll(
            exchange(
                proxy, Neighbours.request(i, "Authorization: Bearer a-server-kez\r\n" + FROM), 1));
      }

      assertThat(statuses).contains(401, 429).doesNotContain(202);
    }
  }

  @Test
  void pixel_and_google_path_answer_as_always_and_count_what_is_lost() throws Exception {
    try (var proxy = guarded("rate_per_second: 1, burst: 1")) {
      for (var i = 0; i < MANY; i++) {
        var pixel = "GET /px.gif?en=page_view" + HEAD + FROM + "\r\n";
        var hit = "POST /g/collect?v=2" + HEAD + FROM + "Content-Length: 12\r\n\r\nen=page_view";

        assertThat(exchange(proxy, pixel, 1)).containsExactly(200);
        assertThat(exchange(proxy, hit, 1)).containsExactly(204);
      }

      var lost = metric(proxy, "tagyard_events_lost_total");
      assertThat(lost).isGreaterThan(MANY).isEqualTo(refused(proxy, "rate"));
    }
  }

  @Test
  void a_wrapped_hit_is_answered_as_always_and_its_path_stays_a_secret() throws Exception {
    try (var proxy =
        RunningProxy.start(
            folder,
            yaml ->
                yaml.replace("public:\n", "public:\n  guard: { rate_per_second: 1, burst: 1 }\n")
                    .replace("ga4: {}", "ga4: { wrapped: /k3x9 }"))) {
      var hit = Base64.getEncoder().encodeToString(Attack.latin("/g/collect?v=2&en=page_view"));
      var wrapped = "POST /k3x9?q=" + hit + HEAD + FROM + "Content-Length: 0\r\n\r\n";
      for (var i = 0; i < MANY; i++) {
        assertThat(exchange(proxy, wrapped, 1)).containsExactly(204);
      }

      assertThat(exchange(proxy, "GET /k3x9?q=none" + HEAD + FROM + "\r\n", 1))
          .isEqualTo(exchange(proxy, nothing(""), 1))
          .containsExactly(429);
      assertThat(metric(proxy, "tagyard_events_lost_total")).isGreaterThan(MANY / 2);
    }
  }

  @Test
  void what_is_refused_of_an_event_is_counted_by_reason() throws Exception {
    try (var proxy = guarded("burst: 100")) {
      assertThat(post(proxy, "a", "Content-Encoding", "br").statusCode()).isEqualTo(415);
      assertThat(post(proxy, "a", "Content-Encoding", "GZIP").statusCode()).isEqualTo(400);
      assertThat(post(proxy, "a", "Authorization", "Bearer x").statusCode()).isEqualTo(401);
      assertThat(post(proxy, "a".repeat(1 << 20), "X-Any", "x").statusCode()).isEqualTo(413);

      assertThat(refused(proxy, "content_encoding")).isEqualTo(2);
      assertThat(refused(proxy, "api_key")).isEqualTo(1);
      assertThat(refused(proxy, "too_large")).isEqualTo(1);
    }
  }

  @Test
  void a_refused_request_is_not_read() throws Exception {
    try (var proxy = guarded("rate_per_second: 1, burst: 1")) {
      var answers =
          all(
              proxy,
              nothing("").repeat(MANY)
                  + "POST /e"
                  + HEAD
                  + FROM
                  + "Content-Length: 900000\r\n\r\n{");

      var last = answers.substring(answers.lastIndexOf("HTTP/1.1"));
      assertThat(last).contains(" 429 ", "Retry-After: 1", "{\"error\":");
      assertThat(last).containsIgnoringCase("Connection: close");
    }
  }

  @Test
  void a_page_of_the_site_can_read_that_it_was_refused() throws Exception {
    try (var proxy = guarded("rate_per_second: 1, burst: 1")) {
      var origin = "Origin: https://www.example.com\r\n";

      var answers =
          all(proxy, nothing(origin).repeat(MANY) + nothing(origin + "Connection: close\r\n"));

      assertThat(answers.substring(answers.lastIndexOf("HTTP/1.1")))
          .contains(" 429 ")
          .containsIgnoringCase("Access-Control-Allow-Origin: https://www.example.com");
    }
  }

  @Test
  void a_request_that_does_not_get_on_is_ended() throws Exception {
    try (var proxy = guarded("request_timeout: 1s")) {
      var unfinished =
          List.of(
              "",
              "GET /px.gif HT",
              "POST /e" + HEAD + "Content-Length: 100\r\n\r\n{",
              // Refused at once, and then still not all there.
              "POST /e" + HEAD + "Authorization: Bearer x\r\nContent-Length: 100\r\n\r\n{",
              "POST /e" + HEAD + "Content-Length: 3000000\r\n\r\n{");

      var answers = new ArrayList<String>();
      for (var request : unfinished) {
        answers.add(all(proxy, request));
      }

      assertThat(answers.get(0)).isEmpty();
      assertThat(answers.get(1)).isEmpty();
      assertThat(answers.get(3)).contains(" 401 ");
      assertThat(answers.get(4)).contains(" 413 ");
      assertThat(refused(proxy, "slow")).isEqualTo(unfinished.size());
    }
  }

  @Test
  void when_all_connections_are_taken_the_next_one_is_ended() throws Exception {
    try (var proxy = guarded("connections: 3")) {
      var held = List.of(open(proxy), open(proxy), open(proxy));

      assertThat(all(proxy, "GET /px.gif" + HEAD + "\r\n")).isEmpty();
      assertThat(refused(proxy, "connections")).isEqualTo(1);
      assertThat(metric(proxy, "tagyard_connections ")).isEqualTo(3);

      // Its last answer is in, so the server has seen the end of it.
      held.getFirst().write(Attack.latin("GET /px.gif" + HEAD + "Connection: close\r\n\r\n"));
      held.getFirst().all();
      for (var wire : held) {
        wire.close();
      }
    }
  }

  @Test
  void an_event_of_a_browser_is_worth_no_more_than_the_operator_allows() throws Exception {
    try (var proxy = guarded("max_value: 100")) {
      assertThat(valued(proxy, "")).containsExactly("t100", "t-100", "t\"100\"", "t0");
      assertThat(metric(proxy, "tagyard_events_rejected_total{reason=\"max_value\"")).isEqualTo(4);

      assertThat(valued(proxy, "a-server-key")).hasSize(VALUES.size());
    }
  }

  /// @param key of the server's; empty for a browser
  /// @return what was accepted of one event for each value, by that
  private static List<String> valued(RunningProxy proxy, String key) throws Exception {
    var events = JSON.createArrayNode();
    for (var value : VALUES) {
      var event = events.addObject();
      event.put("event_name", "purchase").put("event_id", key + "t" + value);
      event.putObject("params").set("value", JSON.readTree(value));
      event.putObject("consent").putObject("categories").put("marketing", true);
    }
    var request = proxy.to("/e").POST(BodyPublishers.ofString(events.toString()));
    var answer =
        proxy.send(key.isEmpty() ? request : request.header("Authorization", "Bearer " + key));
    assertThat(answer.statusCode()).isEqualTo(202);
    var accepted = new ArrayList<String>();
    JSON.readTree(answer.body()).path("accepted").forEach(id -> accepted.add(id.asText()));
    return accepted;
  }

  @Test
  void events_of_other_sites_are_marked() throws Exception {
    try (var proxy = guarded("foreign_sites: mark")) {
      post(proxy, "of-ours", "Origin", "https://www.example.com");
      post(proxy, "of-nobody", "Origin", "null");
      post(proxy, "of-theirs", "Origin", "https://evil.example");
      post(proxy, "linked", "Referer", "https://evil.example/page?x=1");

      assertThat(story(proxy, "of-ours")).doesNotContain("foreign_site");
      assertThat(story(proxy, "of-nobody")).doesNotContain("foreign_site");
      assertThat(story(proxy, "of-theirs")).contains("\"foreign_site\":true");
      assertThat(story(proxy, "linked")).contains("\"foreign_site\":true");
      assertThat(refused(proxy, "foreign_site")).isZero();
    }
  }

  @Test
  void events_of_other_sites_are_refused_where_the_operator_wants_it() throws Exception {
    try (var proxy = guarded("foreign_sites: refuse, sites: [\"https://shop.example.com\"]")) {
      assertThat(post(proxy, "of-ours", "Origin", "https://shop.example.com").statusCode())
          .isEqualTo(202);
      assertThat(post(proxy, "of-theirs", "Origin", "https://evil.example").statusCode())
          .isEqualTo(403);
      assertThat(post(proxy, "linked", "Referer", "https://evil.example/").statusCode())
          .isEqualTo(403);

      var pixel =
          proxy.send(
              proxy
                  .to("/px.gif?en=page_view&eid=pixel&consent.categories.statistics=true")
                  .header("Referer", "https://evil.example/"));

      assertThat(pixel.statusCode()).isEqualTo(200);
      assertThat(refused(proxy, "foreign_site")).isEqualTo(3);
      assertThat(proxy.send(proxy.toAdmin("/api/events/pixel")).statusCode()).isEqualTo(404);
    }
  }

  private RunningProxy guarded(String guard) throws Exception {
    return RunningProxy.start(
        folder, yaml -> yaml.replace("public:\n", "public:\n  guard: { " + guard + " }\n"));
  }

  /// A request that touches no disk.
  private static String nothing(String headers) {
    return "GET /nothing" + HEAD + FROM + headers + "\r\n";
  }

  private static List<Integer> flood(int port) throws Exception {
    var statuses = new ArrayList<Integer>();
    try (var wire = new Wire(port)) {
      var request =
          "POST /e" + HEAD + "X-Forwarded-For: 203.0.113.66\r\nContent-Length: 2\r\n\r\n{]";
      var batch = Attack.latin(request.repeat(20));
      while (statuses.size() < FLOOD / 4) {
        wire.write(batch);
        statuses.addAll(wire.answers(20, false));
      }
    }
    return statuses;
  }

  private static Wire open(RunningProxy proxy) throws Exception {
    var wire = new Wire(proxy.publicPort());
    wire.write(Attack.latin("GET /px.gif" + HEAD + "\r\n"));
    wire.answers(1, false);
    return wire;
  }

  private static List<Integer> exchange(RunningProxy proxy, String request, int answers)
      throws Exception {
    return exchange(proxy, Attack.latin(request), answers);
  }

  private static List<Integer> exchange(RunningProxy proxy, byte[] request, int answers)
      throws Exception {
    try (var wire = new Wire(proxy.publicPort())) {
      wire.write(request);
      return wire.answers(answers, false);
    }
  }

  /// What comes until the server ends the connection.
  private static String all(RunningProxy proxy, String request) throws Exception {
    try (var wire = new Wire(proxy.publicPort())) {
      wire.write(Attack.latin(request));
      return wire.all();
    }
  }

  private static HttpResponse<String> post(
      RunningProxy proxy, String id, String header, String value) throws Exception {
    return proxy.send(
        proxy
            .to("/e")
            .header(header, value)
            .POST(
                BodyPublishers.ofString(
                    """
                    {"event_name": "page_view", "event_id": "%s",
                     "consent": {"categories": {"marketing": true, "statistics": true}}}\
                    """
                        .formatted(id))));
  }

  private static String story(RunningProxy proxy, String id) throws Exception {
    var answer = proxy.send(proxy.toAdmin("/api/events/" + id));
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static double refused(RunningProxy proxy, String reason) throws Exception {
    return metric(proxy, "tagyard_requests_refused_total{reason=\"" + reason + "\"}");
  }

  private static double metric(RunningProxy proxy, String line) throws Exception {
    return proxy
        .metrics()
        .lines()
        .filter(text -> text.startsWith(line))
        .mapToDouble(text -> Double.parseDouble(text.substring(text.lastIndexOf(' '))))
        .sum();
  }
}
