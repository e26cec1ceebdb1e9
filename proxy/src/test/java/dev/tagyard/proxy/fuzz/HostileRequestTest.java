package dev.tagyard.proxy.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tagyard.proxy.RunningProxy;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// One test for each thing that garbage once broke.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated
class HostileRequestTest {
  private static final String HEAD = " HTTP/1.1\r\nHost: t.example.com\r\n";

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private Optional<RunningProxy> started = Optional.empty();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    started = Optional.of(RunningProxy.start(folder));
    lines.start();
  }

  @AfterAll
  void stop() {
    started.ifPresent(RunningProxy::close);
  }

  @BeforeEach
  void listen() {
    lines.list.clear();
    root.addAppender(lines);
  }

  @AfterEach
  void nothing_is_logged_that_an_operator_would_have_to_look_at() {
    root.detachAppender(lines);
    assertThat(lines.list)
        .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\r\nabc\r\n0\r\n\r\n", "fffffffff\r\nabc", "\r\n\r\n"})
  void chunks_that_are_none_are_refused_and_end_the_connection(String chunks) throws Exception {
    var answer = send("POST /e" + HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunks);

    assertThat(answer).startsWith("HTTP/1.1 400").contains("{\"error\":");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\0\0{\0", "\0{\0\0", "\0\0\0{\0\u00ff\0\0", "\u00fe\u00ff{", "{\0\0\0\u00ff"})
  void bytes_that_look_like_a_strange_encoding_are_no_json(String body) throws Exception {
    var answer =
        send(
            "POST /e"
                + HEAD
                + "Connection: close\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);

    assertThat(answer).startsWith("HTTP/1.1 400").contains("not JSON");
  }

  @Test
  void chunks_that_are_none_do_not_break_the_promise_of_an_answer() throws Exception {
    var answer = send("POST /g/collect" + HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\n");

    assertThat(answer).startsWith("HTTP/1.1 204");
  }

  @Test
  void a_sender_that_goes_away_amid_its_body_is_nothing_to_tell_of() throws Exception {
    for (var route : new String[] {"/e", "/g/collect"}) {
      try (var wire = new Wire(proxy().publicPort())) {
        wire.write(Attack.latin("POST " + route + HEAD + "Content-Length: 1000\r\n\r\n{"));
        // Once this one is answered, the server has read the other.
        send("GET /nothing" + HEAD + "Connection: close\r\n\r\n");
        wire.vanish();
      }
    }

    send("GET /nothing" + HEAD + "Connection: close\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_gcl_aw=GCL.99999999999999999.x",
        "_gcl_gb=GCL.-9223372036854775808.x",
        "_gcl_dc=GCL.9223372036854775807.x",
        "_fbc=fb.1.9223372036854775807.x",
        "_ga_ABC=GS1.1.9999999999999999999.1",
        "_ga_ABC=GS2.1.s9999999999999999999$o1",
        "_ga=GA1.1.9999999999999999999.9999999999999999999",
        "_ty=1.9223372036854775807.AAAAAAAAAAAAAAAAAAAAAA"
      })
  void a_cookie_with_an_odd_number_costs_no_event(String cookie) throws Exception {
    var body =
        "[{\"event_name\":\"page_view\",\"consent\":{\"categories\":{\"statistics\":true}}}]";

    var answer =
        send(
            "POST /e"
                + HEAD
                + "Connection: close\r\nCookie: "
                + cookie
                + "\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);

    assertThat(answer).startsWith("HTTP/1.1 202").contains("\"rejected\":[]");
  }

  @Test
  void cookies_of_several_headers_count_as_one() throws Exception {
    var answer =
        send(
            "GET /optout"
                + HEAD
                + "Connection: close\r\nCookie: _ga=GA1.1.1.2\r\n"
                + "Cookie: _ty=1.1763000000.AAAAAAAAAAAAAAAAAAAAAA\r\n\r\n");

    assertThat(answer).contains("ty_optout=1;", "_ty=;");
  }

  @Test
  void what_is_not_escaped_in_a_query_is_read_as_it_was_written() throws Exception {
    var query = "?en=page_view&eid=raw&consent.categories.statistics=true&params.";
    var utf8 = new String("town=Zürich+ö&params.name=Łódź".getBytes(UTF_8), ISO_8859_1);
    send("GET /px.gif" + query + utf8 + HEAD + "Connection: close\r\n\r\n");
    var latin = query.replace("raw", "latin") + "town=Zürich";
    send("GET /px.gif" + latin + HEAD + "Connection: close\r\n\r\n");

    assertThat(story("raw")).contains("Zürich ö", "Łódź");
    assertThat(story("latin")).contains("Zürich");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%", "/e%zz", "/px.gif%c"})
  void a_path_with_broken_percent_signs_is_refused(String path) throws Exception {
    var answer = send("GET " + path + HEAD + "Connection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400").contains("{\"error\":");
  }

  @Test
  void a_request_without_a_host_is_refused() throws Exception {
    var answer = send("GET /nothing HTTP/1.1\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400").contains("{\"error\":");
  }

  @Test
  void what_is_no_http_is_refused_and_counted() throws Exception {
    var before = malformed();

    assertThat(send("\u0016\u0003\u0001\u0002 \r\n\r\n")).contains(" 400 ", "{\"error\":");
    assertThat(send("GET /" + "x".repeat(70_000) + HEAD + "\r\n")).contains(" 414 ", "{\"error\":");
    assertThat(send("GET /e" + HEAD + "X-A: " + "x".repeat(70_000) + "\r\n\r\n"))
        .contains(" 431 ", "{\"error\":");

    assertThat(malformed() - before).isEqualTo(3);
  }

  @Test
  void the_protocol_is_not_changed_to_one_that_is_not_guarded() throws Exception {
    try (var wire = new Wire(proxy().publicPort())) {
      wire.write(
          Attack.latin(
              "GET /nothing"
                  + HEAD
                  + "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                  + "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n"));

      assertThat(wire.answers(1, false)).containsExactly(404);
    }
  }

  private double malformed() throws Exception {
    return proxy()
        .metrics()
        .lines()
        .filter(line -> line.startsWith("tagyard_requests_refused_total{reason=\"malformed\"}"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /// Sends bytes on a connection of their own, and gives what comes back until it ends.
  private String send(String request) throws Exception {
    try (var wire = new Wire(proxy().publicPort())) {
      wire.write(Attack.latin(request));
      return wire.all();
    }
  }

  private String story(String id) throws Exception {
    return proxy().send(proxy().toAdmin("/api/events/" + id)).body();
  }

  private RunningProxy proxy() {
    return started.orElseThrow();
  }
}
