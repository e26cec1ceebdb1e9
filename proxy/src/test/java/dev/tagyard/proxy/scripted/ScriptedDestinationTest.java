package dev.tagyard.proxy.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Samples;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.yaml.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class ScriptedDestinationTest {
  private static final Path PAGE = Path.of("../docs/destinations/script.md");
  private static final Event EVENT =
      Samples.purchase("E1")
          .with("user.user_id", "U 1")
          .with("params.value", DoubleNode.valueOf(59.9));
  private static final Credentials KEY = new Credentials(Map.of("KEY", "s3cret"));

  private static final String IDS =
      "({ url: 'https://api.loyalty.example/', body: events.map((e) => e.event_id).join() })";

  @TempDir private Path folder = Path.of("");

  private ScriptedDestination destination(String script) {
    return destination(script, 1);
  }

  private ScriptedDestination destination(String script, int batch) {
    return destination(script, batch, "API.loyalty.example");
  }

  private ScriptedDestination destination(String script, int batch, String host) {
    try {
      var file = Files.writeString(folder.resolve("d.js"), script);
      return new ScriptedDestination(
          new ScriptedConfig(
              file,
              List.of(host),
              Map.of("KEY", new Secret("s3cret")),
              batch,
              Duration.ofMillis(200),
              Duration.ofDays(7),
              Duration.ofSeconds(5),
              false,
              Optional.empty()));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static Delivery delivery(Event event) {
    return new Delivery(
        "k",
        event,
        DestinationDecision.allow("test", VendorFlags.NONE),
        Instant.parse("2026-01-01T12:00:00Z"),
        0);
  }

  private static Optional<Outcome> screened(ScriptedDestination destination) {
    return destination.screen(delivery(EVENT), EVENT.time().plusSeconds(1));
  }

  private static HttpCall rendered(ScriptedDestination destination) {
    return destination.prepare(List.of(delivery(EVENT)), KEY).getFirst().http();
  }

  private static String example() throws IOException {
    return examples().getFirst();
  }

  private static List<String> examples() throws IOException {
    return Pattern.compile("(?s)```js\n(.*?)```")
        .matcher(Files.readString(PAGE))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void the_example_of_a_batch_names_what_was_refused() throws IOException {
    var script = examples().getLast().replace("api.crm.example", "api.loyalty.example");
    try (var destination = destination(script, 10)) {
      var call = destination.prepare(List.of(numbered(1), numbered(2)), KEY).getFirst();
      var reply = new HttpReply(207, Map.of(), "{\"refused\":{\"E2\":\"no member\"}}");

      assertThat(call.http().body())
          .startsWith("[{\"id\":\"E1\",\"type\":\"purchase\"")
          .contains("{\"id\":\"E2\"");
      assertThat(destination.interpret(call, reply).values())
          .containsExactly(new Outcome.Delivered(), new Outcome.Rejected("no member"));
    }
  }

  @Test
  void the_example_of_the_page_renders_its_request_the_same_each_time() throws IOException {
    try (var destination = destination(example())) {
      var call = rendered(destination);

      assertThat(screened(destination)).isEmpty();
      assertThat(call.method()).isEqualTo("POST");
      assertThat(call.uri()).hasToString("https://api.loyalty.example/v2/members/U%201/points");
      assertThat(call.headers())
          .isEqualTo(Map.of("authorization", "Bearer s3cret", "content-type", "application/json"));
      assertThat(call.body())
          .isEqualTo("{\"id\":\"E1\",\"points\":59,\"at\":\"2026-01-01T12:00:00.000Z\"}");
      assertThat(rendered(destination)).isEqualTo(call);
      assertThat(
              destination
                  .prepare(List.of(delivery(EVENT)), KEY.masked())
                  .getFirst()
                  .http()
                  .headers()
                  .get("authorization"))
          .isEqualTo("Bearer ***");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, '{\"status\":\"queued\"}', Delivered",
    "423, '', Retry",
    "503, '', Retry",
    "400, 'no', Rejected"
  })
  void the_example_reads_the_answer(int status, String body, String outcome) throws IOException {
    try (var destination = destination(example())) {
      assertThat(answered(destination, status, body).getClass().getSimpleName()).isEqualTo(outcome);
    }
  }

  private static Outcome answered(ScriptedDestination destination, int status, String body) {
    var call = destination.prepare(List.of(delivery(EVENT)), KEY).getFirst();
    var reply = new HttpReply(status, Map.of("retry-after", "7"), body);
    var outcome = destination.interpret(call, reply).get(delivery(EVENT));
    if (outcome == null) {
      throw new AssertionError("no outcome");
    }
    return outcome;
  }

  @Test
  void what_the_script_skips_is_not_supported_and_says_why() throws IOException {
    try (var destination = destination(example())) {
      var outcome =
          destination.screen(delivery(EVENT.without("user.user_id")), EVENT.time().plusSeconds(1));

      assertThat(outcome).contains(new Outcome.NotSupported("skipped_by_script: no member"));
    }
  }

  private static HttpCall rendered(ScriptedDestination destination, Event event) {
    return destination.prepare(List.of(delivery(event)), KEY).getFirst().http();
  }

  @ParameterizedTest
  @CsvSource({
    "e.params.s, {secret:KEY}, {secret:KEY}",
    "'{ k: e.params.s, own: \"{secret:KEY}\" }', {secret:KEY},"
        + " '{\"k\":\"{secret:KEY}\",\"own\":\"s3cret\"}'",
    "'\"{sec\" + e.params.s', ret:KEY}, {secret:KEY}",
    "'\"{\" + e.params.s', secret:KEY}, {secret:KEY}",
    "JSON.stringify(e.params), {secret:KEY}, '{\"s\":\"{secret:KEY}\"}'"
  })
  void what_an_event_says_names_no_secret(String body, String said, String sent) {
    var script =
        "export const request = (e) => ({ url: 'https://api.loyalty.example/', body: "
            + body
            + " });";
    try (var destination = destination(script)) {
      var event = EVENT.without("params").with("params.s", TextNode.valueOf(said));

      assertThat(rendered(destination, event).body()).isEqualTo(sent);
    }
  }

  @Test
  void a_script_names_secrets_in_any_text_of_its_own() {
    var script =
        """
        const HEAD = 'Basic {secret:KEY}';
        class Auth { static scheme = "X {secret:KEY}"; }
        const secret = { secret:HEAD };
        const key = 'KEY';
        const code = ({secret:KEY}, text = `t {secret:KEY} ${KEY}`) => text;
        export const request = (e, { now }, made = `${now > 0 ? "{secret:KEY}" : ''}`) => ({
          url: 'https://api.loyalty.example/?k={secret:KEY}',
          headers: { a: secret.secret, b: Auth.scheme, c: '{secret:' + key + '}', d: made },
          body: [code({ secret:'v' }), JSON.stringify({ '{secret:KEY}': 1 }), '{secret: none}'],
        });
        """;
    try (var destination = destination(script)) {
      var call = rendered(destination);

      assertThat(call.uri()).hasToString("https://api.loyalty.example/?k=s3cret");
      assertThat(call.headers())
          .containsEntry("a", "Basic s3cret")
          .containsEntry("b", "X s3cret")
          .containsEntry("c", "s3cret")
          .containsEntry("d", "s3cret");
      assertThat(call.body())
          .isEqualTo("[\"t s3cret v\",\"{\\\"s3cret\\\":1}\",\"{secret: none}\"]");
    }
  }

  @Test
  void a_secret_that_is_not_there_is_the_authors_mistake() {
    var script =
        "export const request = () => ({ url: 'https://api.loyalty.example/{secret:KAY}' });";
    try (var destination = destination(script)) {
      assertThat(screened(destination))
          .contains(new Outcome.Rejected("no secret named KAY; did you mean \"KEY\"?"));
    }
  }

  @Test
  void what_a_script_throws_is_told_as_it_was_written() {
    var script = "export const request = () => { throw new Error('no {secret:KEY}'); };";
    try (var destination = destination(script)) {
      assertThat(screened(destination))
          .contains(new Outcome.Rejected("d.js:1:38: Error: no {secret:KEY}"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "https://api.loyalty.example.evil.example/",
        "https://api.loyalty.example@evil.example/",
        "https://user:pw@api.loyalty.example/",
        "https://{secret:KEY}.loyalty.example/",
        "https://api.loyalty.example{secret:KEY}/",
        "file:///etc/passwd",
        "//api.loyalty.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        ""
      })
  void nothing_is_sent_to_a_host_that_is_not_listed(String url) {
    try (var destination = destination("export const request = () => ({ url: '" + url + "' });")) {
      assertThat(screened(destination).orElseThrow()).isInstanceOf(Outcome.Rejected.class);
      assertThatThrownBy(() -> rendered(destination)).isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "throw new Error('no');",
        "for (;;) {}",
        "return 'https://api.loyalty.example/';",
        "return { url: 'https://api.loyalty.example/', method: 'CONNECT' };",
        "return { url: 'https://api.loyalty.example/', headers: { a: 'b\\r\\nc: d' } };",
        "event.params.value = 1; return { url: 'https://api.loyalty.example/' };"
      })
  void what_is_wrong_with_a_request_makes_a_dead_letter(String body) {
    try (var destination = destination("export function request(event) { " + body + " }")) {
      assertThat(screened(destination).orElseThrow()).isInstanceOf(Outcome.Rejected.class);
    }
  }

  private static final String REQUEST =
      "export const request = () => ({ url: 'https://api.loyalty.example/' });\n";

  @Test
  void without_a_response_function_the_status_decides() {
    for (var response : List.of("", "export const answer = () => nope;")) {
      try (var destination = destination(REQUEST + response)) {
        assertThat(rendered(destination).method()).isEqualTo("GET");
        assertThat(answered(destination, 204, "")).isEqualTo(new Outcome.Delivered());
        assertThat(answered(destination, 429, ""))
            .isEqualTo(new Outcome.Retry("HTTP 429", Duration.ofSeconds(7)));
        assertThat(answered(destination, 403, "s3cret"))
            .isEqualTo(new Outcome.CredentialsRefused("HTTP 403 ***"));
        assertThat(answered(destination, 404, "gone"))
            .isEqualTo(new Outcome.Rejected("HTTP 404 gone"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nope, 'd.js:2:46: ReferenceError', 'd.js:2:46: ReferenceError: nope is not defined'",
    "({ outcome: 'no ' + body }), 'an outcome must be one of delivered, retry, rejected',"
        + " 'an outcome must be one of delivered, retry, rejected, but \"no x\"'",
    "({ events: [{}] }), 'an outcome must be one of delivered, retry, rejected',"
        + " 'an outcome must be one of delivered, retry, rejected, but there is none'"
  })
  void a_response_function_that_fails_is_told_of_and_the_status_decides(
      String body, String logged, String told) {
    var failed = "response failed, so the status decided: ";
    try (var destination =
        destination(REQUEST + "export const response = (status, h, body) => " + body + ";")) {
      var call = destination.prepare(List.of(delivery(EVENT)), KEY).getFirst();
      var good = new HttpReply(200, Map.of(), "x");
      var bad = new HttpReply(404, Map.of(), "x");

      assertThat(destination.interpret(call, good).values())
          .containsExactly(new Outcome.Delivered(failed + told));
      assertThat(destination.interpret(call, bad).values())
          .containsExactly(new Outcome.Rejected("HTTP 404 x; " + failed + told));
      assertThat(destination.complaint(call, bad)).contains(failed + logged);
    }
  }

  @Test
  void a_script_is_shown_an_answer_without_the_secrets_that_it_repeats() {
    var script =
        REQUEST
            + "export const response = (status, headers, body) =>"
            + " ({ outcome: 'rejected', reason: headers.location + ' ' + body });";
    try (var destination = destination(script)) {
      var call = destination.prepare(List.of(delivery(EVENT)), KEY).getFirst();
      var reply = new HttpReply(301, Map.of("location", "/?k=s3cret"), "to /?k=s3cret");

      assertThat(destination.interpret(call, reply).values())
          .containsExactly(new Outcome.Rejected("/?k=*** to /?k=***"));
    }
  }

  @Test
  void a_script_is_told_its_destination_and_what_was_decided_on_it() {
    var script =
        "export const request = (e, { destination, consent }) => ({ url:"
            + " 'https://api.loyalty.example/', body: { destination, consent } });";
    try (var destination = destination(script).named("loyalty")) {
      assertThat(rendered(destination).body())
          .isEqualTo(
              "{\"destination\":\"loyalty\",\"consent\":{\"loyalty\":"
                  + "{\"verdict\":\"allow\",\"reason\":\"test\"}}}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:27917, http://127.0.0.1:27917/x, true",
    "127.0.0.1:27917, http://127.0.0.1:27918/x, false",
    "127.0.0.1:27917, http://127.0.0.1/x, false",
    "127.0.0.1:80, http://127.0.0.1/x, true",
    "a.example:443, https://A.example/x, true",
    "a.example:443, http://a.example/x, false",
    "a.example, https://a.example:8443/x, true",
    "my_api:8443, https://My_api:8443/x, true",
    "my_api:8443, https://my_api/x, false",
    "my_api, http://my_api/x, true",
    "my_api, http://user:pw@my_api/x, false",
    "my_api:1, http://my_api:1:2/x, false",
    "my_api, http://other_api/x, false",
    "x.example, 'https://{secret:KEY}.example/', false",
    "[::1]:99, http://[::1]:99/x, true"
  })
  void a_host_with_a_port_is_that_port_alone(String host, String url, boolean sent) {
    try (var destination =
        destination("export const request = () => ({ url: '" + url + "' });", 1, host)) {
      assertThat(screened(destination).isEmpty()).isEqualTo(sent);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a.example", "a.example/x", "", "a b", "a.example:port"})
  void what_is_no_host_is_refused_when_the_configuration_is_read(String host) {
    assertThatThrownBy(() -> destination(REQUEST, 1, host))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not \"" + host + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "haeders: {}, 'request returned the unknown key haeders; did you mean \"headers\"?'",
    "boddy: 1, 'request returned the unknown key boddy; did you mean \"body\"?'",
    "method: `put`, 'request returned the method put: wanted one of GET, POST, PUT, PATCH, DELETE;"
        + " did you mean \"PUT\"?'",
    "headers: { Host: `a` }, 'request returned the header host, which is not for a script to set'",
    "headers: { [`Content-Length`]: 1 }, 'request returned the header content-length, which is not"
        + " for a script to set'",
    "headers: { [`transfer-encoding`]: `chunked` }, 'request returned the header transfer-encoding,"
        + " which is not for a script to set'",
    "url: U + `?q=a b`, 'request returned an address with a blank in it: encodeURIComponent makes"
        + " it fit'",
    "headers: { a: `b\\u0000` }, 'request returned the header a with a control character, or one"
        + " beyond ISO 8859-1, in it'",
    "headers: { a: `日` }, 'request returned the header a with a control character, or one beyond"
        + " ISO 8859-1, in it'",
    "skip: false, 'request returned a skip that is no text with a reason'",
    "skip: ``, 'request returned a skip that is no text with a reason'",
    "url: `/x`, 'request returned no address: it must begin with https:// and a host'"
  })
  void what_is_wrong_with_a_request_is_said(String part, String words) {
    var script =
        "const U = 'https://api.loyalty.example/';\nexport const request = () => ({ url: U, "
            + part
            + " });";
    try (var destination = destination(script)) {
      assertThat(screened(destination)).contains(new Outcome.Rejected(words));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip: null", "skip: undefined", "headers: { a: `\u00e4\\t` }"})
  void what_is_left_empty_withholds_nothing(String part) {
    var script =
        "export const request = () => ({ url: 'https://api.loyalty.example/', " + part + " });";
    try (var destination = destination(script)) {
      assertThat(screened(destination)).isEmpty();
    }
  }

  @Test
  void a_module_that_is_wrong_is_refused_with_its_place() {
    assertThatThrownBy(() -> destination("export const request = 1..x.y;"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("d.js:1:24: TypeError");
    assertThatThrownBy(() -> destination("export default 1;"))
        .hasMessage("d.js needs: export function request(event, context)");
  }

  @Test
  void an_old_event_is_expired() throws IOException {
    try (var destination = destination(example())) {
      assertThat(destination.screen(delivery(EVENT), EVENT.time().plus(Duration.ofDays(8))))
          .contains(new Outcome.Expired("older_than_7_days"));
    }
  }

  private static Delivery numbered(int number) {
    return new Delivery(
        "k" + number,
        Samples.purchase("E" + number),
        DestinationDecision.allow("test", VendorFlags.NONE),
        Instant.parse("2026-01-01T12:00:00Z").plusSeconds(number),
        0);
  }

  private static List<String> bodies(ScriptedDestination destination, int events) {
    var batch = IntStream.range(0, events).mapToObj(ScriptedDestinationTest::numbered).toList();
    assertThat(batch).allMatch(each -> destination.screen(each, EVENT.time()).isEmpty());
    return destination.prepare(batch, KEY).stream().map(call -> call.http().body()).toList();
  }

  @Test
  void a_batch_is_one_request_within_its_limits() {
    try (var destination = destination("export const request = (events) => " + IDS, 3)) {
      assertThat(destination.limits().events()).isEqualTo(3);
      assertThat(destination.limits().linger()).isEqualTo(Duration.ofMillis(200));
      assertThat(bodies(destination, 3)).containsExactly("E0,E1,E2");
      assertThat(bodies(destination, 5)).containsExactly("E0,E1", "E2,E3,E4");
    }
  }

  @Test
  void what_goes_by_itself_and_not_together_goes_in_parts() {
    var long3 =
        "export const request = (events) => ({ ..."
            + IDS
            + ", headers: { a: 'b' }, body:"
            + " events.map((e) => e.event_id + 'x'.repeat(400000)).join() })";
    var wrong =
        "export const request = (events) => { if (events.length > 1 && events.some((e) =>"
            + " e.event_id === 'E1')) throw new Error('no'); return "
            + IDS
            + "; }";
    try (var tooLong = destination(long3, 10);
        var throwing = destination(wrong, 10)) {
      assertThat(bodies(tooLong, 4)).hasSize(2).allMatch(body -> body.length() > 800_000);
      assertThat(bodies(throwing, 4)).containsExactly("E0", "E1", "E2,E3");
    }
  }

  @Test
  void an_event_that_is_skipped_or_refused_does_not_hold_up_the_others() {
    var script =
        """
        export const request = (events) =>
          events[0].event_id === 'E1' ? { skip: 'not that one' }
            : { url: 'https://api.loyalty.example/', body: events.map((e) => e.event_id) };
        export const response = (status, headers, body, events) =>
          status === 422 ? { outcome: 'rejected' }
            : { events: events.map((e) => ({ outcome: e.event_id === 'E3' ? 'retry' : 'delivered' })) };
        """;
    try (var destination = destination(script, 10)) {
      assertThat(destination.screen(numbered(1), EVENT.time()))
          .contains(new Outcome.NotSupported("skipped_by_script: not that one"));
      var batch = List.of(numbered(2), numbered(3));
      var call = destination.prepare(batch, KEY).getFirst();

      var named = destination.interpret(call, new HttpReply(200, Map.of(), "")).values();
      var whole = destination.interpret(call, new HttpReply(422, Map.of(), "bad")).values();

      assertThat(call.http().body()).isEqualTo("[\"E2\",\"E3\"]");
      assertThat(named)
          .containsExactly(new Outcome.Delivered(), new Outcome.Retry("HTTP 200", Duration.ZERO));
      assertThat(whole).containsOnly(new Outcome.Split("HTTP 422 bad"));
    }
  }
}
