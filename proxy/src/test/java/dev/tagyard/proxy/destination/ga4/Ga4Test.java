package dev.tagyard.proxy.destination.ga4;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Outcome.Expired;
import dev.tagyard.proxy.destination.Outcome.NotSupported;
import dev.tagyard.proxy.destination.Outcome.Split;
import dev.tagyard.proxy.destination.Samples;
import dev.tagyard.rules.event.Event;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ga4Test {
  private static final Ga4 GA4 = new Ga4(Ga4ConformanceTest.CONFIG);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Event PURCHASE = Samples.purchase("e1").with("user.client_id", "1.2");

  private static final Map<String, String> OTHER =
      Map.of("user.email", "b@example.org", "user.phone", "+4930123456", "visitor.ip", "192.0.2.1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user.client_id",
        "user.user_id",
        "user.email",
        "user.phone",
        "user.last_name",
        "user.country",
        "visitor.ip",
        "visitor.user_agent"
      })
  void events_that_differ_in_what_stands_once_share_no_request(String path) {
    var other = PURCHASE.with(path, OTHER.getOrDefault(path, "gb"));

    assertThat(key(other)).isNotEqualTo(key(PURCHASE));
    assertThat(key(PURCHASE.with("params.value", "7"))).isEqualTo(key(PURCHASE));
  }

  @Test
  void the_session_of_this_stream_is_the_one_that_its_tag_keeps() {
    var visit = PURCHASE.without("params.session_id").with("ids.ga_sessions", "OTHER.1 TEST123.22");

    assertThat(session(visit)).isEqualTo("22");
    assertThat(session(visit.with("params.session_id", "33"))).isEqualTo("33");
    assertThat(session(visit.with("ids.ga_sessions", "TEST1234.1 EST123.2 TEST123.x"))).isEmpty();
  }

  private static String session(Event event) {
    return body(Samples.delivery(event, VendorFlags.NONE))
        .path("events")
        .path(0)
        .path("params")
        .path("session_id")
        .asText();
  }

  @Test
  void user_properties_go_within_google_s_limits() throws Exception {
    var event =
        PURCHASE.with(
            "user_properties",
            JSON.readTree(
                """
                {"plan": "pro", "orders": 3, "sign-up": true, "_own": 1, "ga_x": 1, "user_id": "u",
                 "none": null, "empty": "", "list": [1], "of": {"a": 1},
                 "%s": "%s"}
                """
                    .formatted("n".repeat(30), "v".repeat(40))));

    assertThat(body(Samples.allowed(event)).path("user_properties"))
        .isEqualTo(
            JSON.readTree(
                """
                {"plan": {"value": "pro"}, "orders": {"value": 3}, "sign_up": {"value": true},
                 "%s": {"value": "%s"}}
                """
                    .formatted("n".repeat(24), "v".repeat(36))));
    assertThat(key(event)).isNotEqualTo(key(PURCHASE));
  }

  @Test
  void a_request_has_twenty_five_user_properties_and_no_empty_list_of_them() {
    var many = JSON.createObjectNode();
    IntStream.range(0, 30).forEach(i -> many.put("p" + i, i));

    assertThat(
            body(Samples.allowed(PURCHASE.with("user_properties", many))).path("user_properties"))
        .hasSize(25);
    assertThat(body(Samples.allowed(PURCHASE)).has("user_properties")).isFalse();
  }

  @Test
  void consent_stands_once_too() {
    var denied = new VendorFlags(false, Optional.of(false), Optional.of(false));

    assertThat(GA4.batchKey(Samples.delivery(PURCHASE, denied))).isNotEqualTo(key(PURCHASE));
  }

  @Test
  void user_data_stays_where_its_use_for_ads_is_refused() {
    var denied = new VendorFlags(false, Optional.of(false), Optional.empty());
    var granted = new VendorFlags(false, Optional.of(true), Optional.of(false));

    assertThat(body(Samples.delivery(PURCHASE, denied)).has("user_data")).isFalse();
    assertThat(body(Samples.delivery(PURCHASE, denied)).path("consent"))
        .hasToString("{\"ad_user_data\":\"DENIED\"}");
    assertThat(body(Samples.delivery(PURCHASE, granted)).has("user_data")).isTrue();
    assertThat(body(Samples.delivery(PURCHASE, granted)).path("consent"))
        .hasToString("{\"ad_user_data\":\"GRANTED\",\"ad_personalization\":\"DENIED\"}");
    assertThat(body(Samples.allowed(PURCHASE)).has("consent")).isFalse();
  }

  @Test
  void a_client_id_is_the_tag_s_own_else_made_of_the_visitor_s_else_of_the_event_s() {
    var tag = PURCHASE.without("user.client_id").with("ids.ga", "GA1.1.555.666");
    var visitor = tag.without("ids.ga");
    var nobody = visitor.without("visitor.id");

    assertThat(client(PURCHASE)).isEqualTo("1.2");
    assertThat(client(tag)).isEqualTo("555.666");
    assertThat(client(visitor)).matches("\\d+\\.\\d+").isEqualTo(client(visitor));
    assertThat(client(visitor.with("event_id", "e2"))).isEqualTo(client(visitor));
    assertThat(client(nobody)).matches("\\d+\\.\\d+").isNotEqualTo(client(visitor));
    assertThat(client(nobody.with("event_id", "e2"))).isNotEqualTo(client(nobody));
  }

  @ParameterizedTest
  @CsvSource({
    "purchase, purchase",
    "Order Completed, Order_Completed",
    "screen_view, page_view",
    "error, exception",
    "refund, refund",
  })
  void names_are_sent_or_mapped(String ours, String sent) {
    assertThat(screen(PURCHASE.with("event_name", ours))).isEmpty();
    assertThat(hit(PURCHASE.with("event_name", ours)).path("name").asText()).isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource({
    "session_start, event_name_reserved",
    "first_open, event_name_reserved",
    "ga_click, event_name_reserved",
    "_private, event_name_reserved",
    "gtag.config, event_name_reserved",
    "9lives, event_name_invalid",
    "überraschung, event_name_invalid",
    "a234567890123456789012345678901234567890x, event_name_invalid",
  })
  void names_that_google_would_drop_are_not_sent(String ours, String reason) {
    assertThat(screen(PURCHASE.with("event_name", ours))).hasValue(new NotSupported(reason));
  }

  @Test
  void an_event_older_than_three_days_is_given_up() {
    var old = Samples.NOW.minus(Duration.ofDays(3)).toEpochMilli();

    assertThat(screen(PURCHASE.with("event_time", JsonNodeFactory.instance.numberNode(old))))
        .hasValue(new Expired("older_than_72_hours"));
  }

  @Test
  void parameters_are_flat_few_and_short() {
    var event = PURCHASE;
    for (var i = 0; i < 40; i++) {
      event = event.with("params.own_" + i, "v".repeat(99) + "😀");
    }
    event = event.with("params.own_0.inner", "deep").with("params.ga_x", "reserved");

    var params = hit(event).path("params");

    assertThat(params.size()).isEqualTo(25);
    assertThat(params.path("own_0_inner").asText()).isEqualTo("deep");
    assertThat(params.path("own_1").asText()).isEqualTo("v".repeat(99));
    assertThat(params.has("ga_x")).isFalse();
    assertThat(params.path("transaction_id").asText()).isEqualTo("T-e1");
  }

  @Test
  void an_address_may_be_longer_than_other_texts() {
    var event = PURCHASE.with("page.url", "https://shop.example/?" + "q".repeat(2_000));

    assertThat(hit(event).path("params").path("page_location").asText()).hasSize(1_000);
  }

  @Test
  void items_have_numbers_for_numbers_and_an_id_or_a_name() {
    var items = JsonNodeFactory.instance.arrayNode();
    items.addObject().put("item_id", "A").put("price", "9.90").put("quantity", "two");
    items.addObject().put("price", 1);
    items.addObject().put("item_name", "B").putNull("item_id").putObject("deep");

    var sent = hit(PURCHASE.with("params.items", items)).path("params").path("items");

    assertThat(sent).hasToString("[{\"item_id\":\"A\",\"price\":9.9},{\"item_name\":\"B\"}]");
  }

  @Test
  void a_request_has_at_most_25_events_and_stays_under_130_kb() {
    var many = IntStream.range(0, 60).mapToObj(i -> PURCHASE.with("event_id", "e" + i)).toList();
    var bulky = many.subList(0, 5).stream().map(e -> e.with("params.items", bulky(200))).toList();

    assertThat(calls(many)).extracting(c -> c.deliveries().size()).containsExactly(25, 25, 10);
    assertThat(calls(bulky))
        .hasSize(5)
        .allMatch(call -> bytes(call) < 130_000 && bytes(call) > 100_000)
        .allMatch(call -> read(call).path("events").size() == 1);
  }

  @Test
  void a_refused_batch_is_split() {
    var call = calls(List.of(PURCHASE, PURCHASE.with("event_id", "e2"))).getFirst();

    assertThat(GA4.interpret(call, new HttpReply(413, Map.of(), "")).values())
        .hasOnlyElementsOfType(Split.class);
  }

  @Test
  void the_region_chooses_the_host_and_the_endpoint_replaces_it() {
    var eu = Ga4ConformanceTest.CONFIG;
    var own =
        new Ga4Config(
            eu.measurementId(),
            eu.apiSecret(),
            eu.region(),
            eu.protocol(),
            eu.webAddress(),
            eu.webUserData(),
            Optional.of(URI.create("http://127.0.0.1:9902")),
            true,
            false,
            eu.timeout());

    var http = new Ga4(own).prepare(List.of(Samples.allowed(PURCHASE)), credentials()).getFirst();

    assertThat(http.http().uri().toString())
        .startsWith("http://127.0.0.1:9902/mp/collect?measurement_id=G-TEST123&api_secret=");
    assertThat(calls(List.of(PURCHASE)).getFirst().http().uri().getHost())
        .isEqualTo("region1.google-analytics.com");
    assertThat(read(http).path("events").path(0).path("params").path("debug_mode").asInt())
        .isEqualTo(1);
    assertThat(new Ga4(own).limits().repeatSafe()).isFalse();
  }

  private static JsonNode bulky(int size) {
    var items = JsonNodeFactory.instance.arrayNode();
    for (var i = 0; i < size; i++) {
      var item = items.addObject().put("item_id", "SKU" + i);
      for (var key = 0; key < 10; key++) {
        item.put("own_" + key, "日".repeat(100));
      }
    }
    return items;
  }

  private static int bytes(Call call) {
    return call.http().body().getBytes(StandardCharsets.UTF_8).length;
  }

  private static Object key(Event event) {
    return GA4.batchKey(Samples.allowed(event));
  }

  private static String client(Event event) {
    return body(Samples.allowed(event)).path("client_id").asText();
  }

  private static Optional<Outcome> screen(Event event) {
    return GA4.screen(Samples.allowed(event), Samples.NOW);
  }

  private static JsonNode hit(Event event) {
    return body(Samples.allowed(event)).path("events").path(0);
  }

  private static JsonNode body(Delivery delivery) {
    return read(GA4.prepare(List.of(delivery), credentials()).getFirst());
  }

  private static List<Call> calls(List<Event> events) {
    return GA4.prepare(events.stream().map(Samples::allowed).toList(), credentials());
  }

  private static Credentials credentials() {
    return Ga4.TYPE.credentials().apply(Ga4ConformanceTest.CONFIG);
  }

  private static JsonNode read(Call call) {
    try {
      return JSON.readTree(call.http().body());
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }
}
