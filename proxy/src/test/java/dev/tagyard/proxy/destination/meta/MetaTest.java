package dev.tagyard.proxy.destination.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Outcome.CredentialsRefused;
import dev.tagyard.proxy.destination.Outcome.Expired;
import dev.tagyard.proxy.destination.Outcome.NotSupported;
import dev.tagyard.proxy.destination.Outcome.Rejected;
import dev.tagyard.proxy.destination.Outcome.Retry;
import dev.tagyard.proxy.destination.Outcome.Split;
import dev.tagyard.proxy.destination.Samples;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.yaml.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetaTest {
  private static final Destination META = Meta.of(MetaConformanceTest.CONFIG);
  private static final Event PURCHASE = Samples.purchase("e1");

  @ParameterizedTest
  @CsvSource({
    "400, 1, 0, Retry",
    "400, 2, 0, Retry",
    "400, 4, 0, Retry",
    "400, 17, 2446079, Retry",
    "400, 32, 0, Retry",
    "400, 341, 0, Retry",
    "400, 613, 1487742, Retry",
    "400, 613, 1996, Retry",
    "400, 80000, 0, Retry",
    "400, 80003, 0, Retry",
    "400, 80014, 0, Retry",
    "429, 100, 0, Retry",
    "400, 368, 0, Retry",
    "400, 5000, 0, Retry",
    "400, 21009, 0, Retry",
    "500, 100, 2804003, Retry",
    "503, 999, 0, Retry",
    "400, 100, 2804001, Rejected",
    "400, 100, 2804003, Rejected",
    "400, 100, 2804007, Rejected",
    "400, 100, 2804016, Rejected",
    "400, 100, 2804017, Rejected",
    "400, 100, 2804019, Rejected",
    "400, 100, 2804048, Rejected",
    "400, 105, 0, Rejected",
    "400, 100, 33, CredentialsRefused",
    "400, 190, 460, CredentialsRefused",
    "401, 190, 463, CredentialsRefused",
    "403, 3, 0, CredentialsRefused",
    "403, 10, 0, CredentialsRefused",
    "403, 200, 0, CredentialsRefused",
    "400, 294, 0, CredentialsRefused",
    "400, 123456, 0, Rejected",
  })
  void each_code_has_its_outcome(int status, int code, int subcode, String outcome) {
    assertThat(read(1, error(status, code, subcode, "why"))).isInstanceOf(named(outcome));
  }

  @Test
  void a_fault_that_calls_itself_transient_is_tried_again() {
    var reply = new HttpReply(400, Map.of(), "{\"error\":{\"code\":100,\"is_transient\":true}}");

    assertThat(read(1, reply)).isInstanceOf(Retry.class);
  }

  @Test
  void a_refused_batch_is_split_and_a_lone_event_rejected_in_meta_s_words() {
    var reply = error(400, 100, 2804019, "Currency is not valid");

    assertThat(read(3, reply)).isInstanceOf(Split.class);
    assertThat(read(1, reply))
        .isEqualTo(
            new Rejected("HTTP 400 code 100/2804019: Invalid parameter: Currency is not valid"));
  }

  @Test
  void fewer_received_than_sent_is_found_out_by_halves() {
    var reply = new HttpReply(200, Map.of(), "{\"events_received\":2,\"messages\":[]}");

    assertThat(read(3, reply)).isInstanceOf(Split.class);
    assertThat(read(2, reply)).isInstanceOf(Outcome.Delivered.class);
    assertThat(read(1, new HttpReply(200, Map.of(), "{\"events_received\":0}")))
        .isInstanceOf(Rejected.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 400, 404, 502})
  void a_page_instead_of_json_is_tried_again(int status) {
    assertThat(read(1, new HttpReply(status, Map.of(), " <!doctype html>")))
        .isInstanceOf(Retry.class);
  }

  @Test
  void the_account_s_usage_tells_the_wait_once_it_is_used_up() {
    var full = "{\"acc_id_util_pct\":100,\"reset_time_duration\":90}";
    var half = "{\"acc_id_util_pct\":50,\"reset_time_duration\":90}";

    assertThat(wait("x-ad-account-usage", full)).isEqualTo(Duration.ofSeconds(90));
    assertThat(wait("x-ad-account-usage", half)).isZero();
    assertThat(wait("x-business-use-case-usage", "nonsense")).isZero();
  }

  @Test
  void a_temporary_block_is_waited_out_slowly() {
    assertThat(read(1, error(400, 368, 0, "blocked")))
        .isInstanceOfSatisfying(
            Retry.class, retry -> assertThat(retry.leastWait()).isEqualTo(Duration.ofMinutes(15)));
  }

  @Test
  void what_meta_would_refuse_is_settled_before() {
    var old = Samples.NOW.minus(Duration.ofDays(7)).toEpochMilli();

    assertThat(screen(PURCHASE)).isEmpty();
    assertThat(screen(PURCHASE.without("params.value")))
        .hasValue(new NotSupported("no_value_or_currency"));
    assertThat(screen(PURCHASE.with("event_name", "Purchase").without("params.currency")))
        .hasValue(new NotSupported("no_value_or_currency"));
    assertThat(screen(PURCHASE.with("params.currency", "euros")))
        .hasValue(new NotSupported("no_value_or_currency"));
    assertThat(screen(PURCHASE.with("event_name", "refund")))
        .hasValue(new NotSupported("no_refund_event"));
    assertThat(screen(PURCHASE.without("ids").without("user").without("visitor.ip")))
        .hasValue(new NotSupported("no_usable_user_data"));
    assertThat(screen(PURCHASE.with("event_time", JSON.getNodeFactory().numberNode(old))))
        .hasValue(new Expired("older_than_7_days"));
  }

  @ParameterizedTest
  @CsvSource({
    "61, physical_store, sent",
    "62, physical_store, older_than_62_days",
    "61, phone_call, older_than_7_days",
  })
  void what_happened_in_a_store_may_be_told_later(int days, String source, String end) {
    var time = Samples.NOW.minus(Duration.ofDays(days)).toEpochMilli();
    var event =
        PURCHASE
            .with("params.action_source", source)
            .with("event_time", JSON.getNodeFactory().numberNode(time));

    assertThat(screen(event).map(Object::toString).orElse("sent")).contains(end);
  }

  @Test
  void a_time_that_lies_ahead_is_that_of_the_acceptance() {
    var ahead = Samples.NOW.plusSeconds(600).toEpochMilli();
    var event = PURCHASE.with("event_time", JSON.getNodeFactory().numberNode(ahead));

    assertThat(event(event).path("event_time").asLong()).isEqualTo(Samples.NOW.getEpochSecond());
  }

  @Test
  void a_click_id_becomes_fbc_with_the_time_it_was_first_seen() {
    var event = PURCHASE.with("ids.fbclid", "IwAR-Case_Sensitive");
    var seen = event.with("ids.seen_at.fbclid", JSON.getNodeFactory().numberNode(1763773200123L));
    var known = seen.with("ids.fbc", "fb.1.1700000000000.Other");

    assertThat(user(seen, "fbc")).isEqualTo("fb.1.1763773200123.IwAR-Case_Sensitive");
    assertThat(user(event, "fbc"))
        .isEqualTo("fb.1." + event.time().toEpochMilli() + ".IwAR-Case_Sensitive");
    assertThat(user(known, "fbc")).isEqualTo("fb.1.1700000000000.Other");
    assertThat(user(known.with("ids.fbc", "rubbish"), "fbc"))
        .isEqualTo("fb.1.1763773200123.IwAR-Case_Sensitive");
  }

  @Test
  void a_website_event_has_an_address_and_an_agent() {
    var own = PURCHASE.with("params.action_source", "phone_call");

    assertThat(event(PURCHASE).path("action_source").asText()).isEqualTo("website");
    assertThat(event(PURCHASE.without("page.url")).path("action_source").asText())
        .isEqualTo("system_generated");
    assertThat(event(PURCHASE.without("visitor.user_agent")).path("action_source").asText())
        .isEqualTo("system_generated");
    assertThat(event(own).path("action_source").asText()).isEqualTo("phone_call");
    assertThat(event(own.with("params.action_source", "app")).path("action_source").asText())
        .isEqualTo("website");
  }

  @Test
  void a_user_id_of_32_hex_digits_is_hashed_all_the_same() {
    var id = "5f1d0c6e2b7a49d8a3c4e5f60718293a";

    var sent = event(PURCHASE.with("user.user_id", id)).path("user_data").path("external_id");

    assertThat(sent.path(0).asText()).hasSize(64);
  }

  @Test
  void a_batch_is_cut_at_a_thousand_events_and_a_megabyte() {
    var small = IntStream.range(0, 1_001).mapToObj(i -> Samples.purchase("e" + i));
    var large =
        IntStream.range(0, 60)
            .mapToObj(i -> Samples.purchase("e" + i).with("params.status", "x".repeat(50_000)));

    assertThat(calls(small.toList())).extracting(MetaTest::events).containsExactly(1_000, 1);
    assertThat(calls(large.toList()))
        .hasSizeGreaterThan(1)
        .allMatch(call -> call.http().body().length() < 1_000_000);
  }

  @Test
  void the_test_code_and_the_named_parameters_are_passed_on() throws IOException {
    var config = MetaConformanceTest.CONFIG;
    var meta =
        Meta.of(
            new MetaConfig(
                config.pixelId(),
                config.accessToken(),
                Optional.empty(),
                "v27.0",
                Optional.of("TEST\"1"),
                List.of("plan"),
                config.timeout()));
    var delivery =
        Samples.allowed(PURCHASE.with("params.plan", "pro").with("params.other", "stays"));

    var http =
        meta.prepare(List.of(delivery), Meta.TYPE.credentials().apply(config)).getFirst().http();

    var body = JSON.readTree(http.body());
    assertThat(http.uri()).hasToString("https://graph.facebook.com/v27.0/1234567890/events");
    assertThat(body.path("test_event_code").asText()).isEqualTo("TEST\"1");
    assertThat(body.path("data").path(0).path("custom_data").path("plan").asText())
        .isEqualTo("pro");
    assertThat(http.body()).doesNotContain("stays");
  }

  @Test
  void a_wrong_configuration_is_refused_in_words() {
    assertThatThrownBy(() -> config("12a", "v26.0", "t")).hasMessageContaining("pixel_id");
    assertThatThrownBy(() -> config("12", "26", "t")).hasMessageContaining("api_version");
    assertThatThrownBy(() -> config("12", "v26.0", " ")).hasMessageContaining("access_token");
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private static MetaConfig config(String pixel, String version, String token) {
    return new MetaConfig(
        pixel,
        new Secret(token),
        Optional.empty(),
        version,
        Optional.empty(),
        List.of(),
        Duration.ofSeconds(5));
  }

  private static Optional<Outcome> screen(Event event) {
    return META.screen(Samples.allowed(event), Samples.NOW);
  }

  private static List<Call> calls(List<Event> events) {
    return META.prepare(
        events.stream().map(Samples::allowed).toList(),
        Meta.TYPE.credentials().apply(MetaConformanceTest.CONFIG));
  }

  private static int events(Call call) {
    assertThat(body(call).path("data").size()).isEqualTo(call.deliveries().size());
    return call.deliveries().size();
  }

  private static JsonNode event(Event event) {
    return body(calls(List.of(event)).getFirst()).path("data").path(0);
  }

  private static String user(Event event, String key) {
    return event(event).path("user_data").path(key).asText();
  }

  private static JsonNode body(Call call) {
    try {
      return JSON.readTree(call.http().body());
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  private static Duration wait(String header, String value) {
    var reply = new HttpReply(429, Map.of(header, value), "");
    return ((Retry) read(1, reply)).leastWait();
  }

  private static Outcome read(int size, HttpReply reply) {
    var call =
        calls(IntStream.range(0, size).mapToObj(i -> Samples.purchase("e" + i)).toList())
            .getFirst();
    Map<Delivery, Outcome> outcomes = META.interpret(call, reply);
    assertThat(outcomes).hasSize(size);
    return outcomes.values().iterator().next();
  }

  private static HttpReply error(int status, int code, int subcode, String message) {
    return new HttpReply(
        status,
        Map.of(),
        "{\"error\":{\"message\":\"Invalid parameter\",\"code\":%d,\"error_subcode\":%d,\"error_user_msg\":\"%s\"}}"
            .formatted(code, subcode, message));
  }

  private static Class<?> named(String outcome) {
    return switch (outcome) {
      case "Retry" -> Retry.class;
      case "Rejected" -> Rejected.class;
      default -> CredentialsRefused.class;
    };
  }
}
