package dev.tagyard.proxy.destination.ga4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Samples;
import dev.tagyard.proxy.source.Decoded.Item;
import dev.tagyard.proxy.source.Headers;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.ga4.Ga4WebSource;
import dev.tagyard.rules.event.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebHitTest {
  private static final Ga4Config CONFIG = Ga4ConformanceTest.CONFIG;
  private static final Ga4 GA4 = new Ga4(CONFIG);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final VendorFlags DENIED =
      new VendorFlags(false, Optional.of(false), Optional.of(false));

  @ParameterizedTest
  @ValueSource(
      strings = {"web_page_view", "web_purchase", "web_engagement", "web_changed_by_rules"})
  void a_relayed_hit_is_the_same_event_to_who_reads_it(String golden) throws IOException {
    var event = golden(golden);

    var read = decoded(call(Samples.allowed(event)));

    for (var part : List.of("event_name", "event_id", "page", "user_properties")) {
      assertThat(read.tree().path(part)).as(part).isEqualTo(event.tree().path(part));
    }
    assertThat(read.tree().path("user").path("client_id"))
        .isEqualTo(event.tree().path("user").path("client_id"));
    assertThat(read.tree().path("params").path("items"))
        .isEqualTo(event.tree().path("params").path("items"));
    for (var session : List.of("sid", "sct", "seg", "_p", "_et", "_fv", "_ss", "gcs", "gcd")) {
      assertThat(read.text("ga4." + session)).as(session).isEqualTo(event.text("ga4." + session));
    }
  }

  @Test
  void user_data_goes_as_the_token_that_the_tag_makes() throws IOException {
    var call = call(Samples.allowed(golden("web_user_data")));

    assertThat(call.http().uri().toString()).doesNotContain("user_data.", "ovelace", "7946", "%40");
    assertThat(decoded(call).text("user.email"))
        .contains("e814ff3dc480a94c7ce9334062ec4733c75a002f4bcec0197f62ffea64059e2f");
    assertThat(decoded(call).text("user.city")).contains("london");
  }

  @Test
  void an_event_too_long_for_the_address_goes_in_the_body() throws IOException {
    var event = golden("web_purchase").with("params.note", "x".repeat(2_000));

    var call = call(Samples.allowed(event));

    assertThat(call.http().body()).contains("en=purchase", "pr1=id", "cu=EUR");
    assertThat(call.http().headers()).containsEntry("content-type", "text/plain;charset=UTF-8");
    assertThat(call.http().uri().getRawQuery())
        .contains("tid=G-TEST123", "sid=1763805590")
        .doesNotContain("en=", "pr1=");
    assertThat(decoded(call).items()).hasSize(2);
  }

  @Test
  void the_visitor_is_named_in_the_hit_and_the_header() throws IOException {
    var event = golden("web_page_view");

    var http = call(Samples.allowed(event.with("visitor.user_agent", "Agent\r\nX: y é"))).http();

    assertThat(http.uri().getRawQuery()).contains("_uip=203.0.113.9");
    assertThat(http.headers()).containsEntry("user-agent", "AgentX: y");
  }

  @Test
  void unofficial_parameters_can_be_left_out() throws IOException {
    var plain = config(Ga4Config.Protocol.AUTO, "", false);

    var uri = call(new Ga4(plain), Samples.allowed(golden("web_user_data"))).http().uri();

    assertThat(uri.getRawQuery()).doesNotContain("_uip", "203.0.113.9", "em=");
  }

  @Test
  void a_page_that_the_site_named_is_named_so_again() throws IOException {
    var event = golden("web_page_view").with("ga4.dh", "shop.example").with("ga4.dp", "/virtual");

    var read = decoded(call(Samples.allowed(event)));

    assertThat(read.text("ga4.dh")).contains("shop.example");
    assertThat(read.text("ga4.dp")).contains("/virtual");
    assertThat(read.text("page.url")).isEqualTo(event.text("page.url"));
  }

  @Test
  void the_stream_is_ours_whatever_the_hit_named() throws IOException {
    var event = golden("web_page_view").with("ga4.tid", "G-OTHER");

    assertThat(call(Samples.allowed(event)).http().uri().getRawQuery())
        .contains("tid=G-TEST123")
        .doesNotContain("G-OTHER");
    assertThat(GA4.streamId()).contains("G-TEST123");
  }

  @Test
  void what_is_between_the_tag_and_its_server_stays() throws IOException {
    var event = golden("web_page_view").with("ga4._z", "retryFetch");

    assertThat(call(Samples.allowed(event)).http().uri().getRawQuery())
        .doesNotContain("sst.", "_z=", "richsstsse");
  }

  @ParameterizedTest
  @CsvSource({
    // As it came where the hit itself refuses.
    "G100, 13p3p3p3p5l1, G100, 13p3p3p3p5l1",
    "G101, 13q3n3m3m5l1, G101, 13q3n3m3m5l1",
    // Taken away: update of ad storage, user data and personalization becomes denied.
    "G111, 13r3r3r3r5l1, G101, 13q3r3q3q7l1",
    "G111, 13l3l3l3l1l1, G101, 13m3l3m3m7l1",
    "G1-1, '', G101, 13m3l3m3m7l1",
    "'', '', G10-, 13m3l3m3m7l1",
    "hello, 99, G10-, 13m3l3m3m7l1",
  })
  void what_the_decision_took_away_is_denied_in_the_hit(
      String gcs, String gcd, String gcsSent, String gcdSent) throws IOException {
    var event = golden("web_page_view").with("ga4.gcs", gcs).with("ga4.gcd", gcd);

    var hit = WebHit.of(Samples.delivery(event, DENIED), CONFIG);

    assertThat(hit).containsEntry("gcs", gcsSent).containsEntry("gcd", gcdSent);
  }

  @ParameterizedTest
  @CsvSource({
    "G111, 13r3r3r3r5l1, G111, 13r3r3r3q7l1",
    "G101, 13q3r3r3r5l1, G101, 13q3r3r3q7l1",
  })
  void where_only_personalisation_is_refused_the_click_may_be_kept(
      String gcs, String gcd, String gcsSent, String gcdSent) throws IOException {
    var event = golden("web_page_view").with("ga4.gcs", gcs).with("ga4.gcd", gcd);
    var flags = new VendorFlags(false, Optional.of(true), Optional.of(false));

    var hit = WebHit.of(Samples.delivery(event, flags), CONFIG);

    assertThat(hit).containsEntry("gcs", gcsSent).containsEntry("gcd", gcdSent);
    assertThat(hit).containsEntry("npa", "1");
  }

  @Test
  void a_refusal_says_non_personalised_and_no_service() throws IOException {
    var hit = WebHit.of(Samples.delivery(golden("web_user_data"), DENIED), CONFIG);

    assertThat(hit).containsEntry("npa", "1").containsEntry("dma_cps", "-").doesNotContainKey("em");
  }

  @Test
  void other_events_go_by_measurement_protocol() throws IOException {
    var native_ = golden("web_page_view").with("source", "native");
    var removedByRule = golden("web_page_view").without("ga4");
    var restricted = restricted(golden("web_page_view"));

    assertThat(path(GA4, Samples.allowed(golden("web_page_view")))).isEqualTo("/g/collect");
    assertThat(path(GA4, Samples.allowed(native_))).isEqualTo("/mp/collect");
    assertThat(path(GA4, Samples.allowed(removedByRule))).isEqualTo("/mp/collect");
    assertThat(path(GA4, restricted)).isEqualTo("/mp/collect");
  }

  @Test
  void the_configuration_can_choose_one_way_for_all() throws IOException {
    var web = new Ga4(config(Ga4Config.Protocol.WEB, "_uip", true));
    var mp = new Ga4(config(Ga4Config.Protocol.MP, "_uip", true));
    var hit = Samples.allowed(golden("web_page_view"));
    var native_ = Samples.allowed(Samples.purchase("e1").with("params.session_id", "1763805590"));

    assertThat(path(mp, hit)).isEqualTo("/mp/collect");
    assertThat(path(web, native_)).isEqualTo("/g/collect");
    assertThat(call(web, native_).http().uri().getRawQuery())
        .contains("sid=1763805590", "en=purchase", "epn.value=59.9", "cu=EUR")
        .doesNotContain("session_id");
  }

  @Test
  void money_as_text_is_a_number_to_google() {
    var web = new Ga4(config(Ga4Config.Protocol.WEB, "_uip", true));
    var event =
        Samples.purchase("e1")
            .with("params.value", "59.90")
            .with("params.tax", "none")
            .with("params.shipping", "4.9")
            .with("params.size", "42");

    assertThat(call(web, Samples.allowed(event)).http().uri().getRawQuery())
        .contains("epn.value=59.9&", "epn.shipping=4.9", "ep.size=42")
        .doesNotContain("ep.value", "tax");
  }

  @Test
  void by_measurement_protocol_a_hit_keeps_its_session() throws IOException {
    var mp = new Ga4(config(Ga4Config.Protocol.MP, "_uip", true));

    var body = JSON.readTree(call(mp, Samples.allowed(golden("web_purchase"))).http().body());

    var params = body.path("events").path(0).path("params");
    assertThat(params.path("session_id").asText()).isEqualTo("1763805590");
    assertThat(params.path("engagement_time_msec").asInt()).isEqualTo(2300);
  }

  @Test
  void names_that_only_the_tag_may_send_are_relayed() throws IOException {
    var engagement = golden("web_engagement");
    var mp = new Ga4(config(Ga4Config.Protocol.MP, "_uip", true));

    assertThat(GA4.screen(Samples.allowed(engagement), Samples.NOW)).isEmpty();
    assertThat(mp.screen(Samples.allowed(engagement), Samples.NOW))
        .contains(new Outcome.NotSupported("event_name_reserved"));
    assertThat(
            GA4.screen(Samples.allowed(engagement.with("event_name", "x".repeat(41))), Samples.NOW))
        .contains(new Outcome.NotSupported("event_name_invalid"));
  }

  @Test
  void web_hits_go_alone_and_not_with_other_events() throws IOException {
    var one = Samples.allowed(golden("web_page_view").with("event_id", "a"));
    var two = Samples.allowed(golden("web_page_view").with("event_id", "b"));

    assertThat(GA4.batchKey(one)).isNotEqualTo(GA4.batchKey(two)).isEqualTo(GA4.batchKey(one));
    assertThat(GA4.prepare(List.of(one, two), credentials())).hasSize(2);
  }

  @Test
  void answers_are_read_as_google_means_them() throws IOException {
    var call = call(Samples.allowed(golden("web_page_view")));

    assertThat(outcome(call, 204)).isInstanceOf(Outcome.Delivered.class);
    assertThat(outcome(call, 200)).isInstanceOf(Outcome.Delivered.class);
    assertThat(outcome(call, 503)).isInstanceOf(Outcome.Retry.class);
    assertThat(GA4.interpret(call, new HttpReply(429, Map.of("retry-after", "90"), "")).values())
        .containsExactly(new Outcome.Retry("HTTP 429", Duration.ofSeconds(90)));
    assertThat(outcome(call, 413)).isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void items_that_no_hit_has_room_for_are_left_out() throws IOException {
    var items = JsonNodeFactory.instance.arrayNode();
    for (var i = 0; i < 300; i++) {
      items.addObject().put("item_id", "SKU" + i).put("item_name", "n".repeat(200));
    }
    var call = call(Samples.allowed(golden("web_purchase").with("params.items", items)));

    assertThat(call.http().body().length()).isBetween(10_000, 16_384);
    assertThat(decoded(call).items()).isNotEmpty();
  }

  @Test
  void a_thousand_generated_hits_never_throw() throws IOException {
    var own = golden("web_page_view").tree().path("ga4");
    for (var i = 0; i < 1_000; i++) {
      var seed = i;
      var event = Samples.event(seed).with("source", "ga4").with("ga4", own);
      var delivery = Samples.delivery(event, Samples.flags(seed));
      assertThatCode(() -> decoded(call(delivery))).as("seed " + seed).doesNotThrowAnyException();
      assertThat(call(delivery)).isEqualTo(call(delivery));
    }
  }

  private static Delivery restricted(Event event) {
    var groups = EnumSet.allOf(FieldGroup.class);
    groups.remove(FieldGroup.IDENTIFIERS);
    var decision = new DestinationDecision(Verdict.RESTRICT, "test", groups, DENIED);
    return new Delivery("e1", event.without("ga4.sid"), decision, Samples.NOW, 0);
  }

  private static Event golden(String name) throws IOException {
    var file = Path.of("src/test/resources/destination/ga4", name, "event.json");
    return Event.of((ObjectNode) JSON.readTree(Files.readString(file)));
  }

  private static Ga4Config config(Ga4Config.Protocol protocol, String address, boolean userData) {
    return new Ga4Config(
        CONFIG.measurementId(),
        CONFIG.apiSecret(),
        CONFIG.region(),
        protocol,
        address,
        userData,
        Optional.empty(),
        false,
        true,
        CONFIG.timeout());
  }

  private static Credentials credentials() {
    return Ga4.TYPE.credentials().apply(CONFIG);
  }

  private static Call call(Delivery delivery) {
    return call(GA4, delivery);
  }

  private static Call call(Ga4 ga4, Delivery delivery) {
    return ga4.prepare(List.of(delivery), credentials()).getFirst();
  }

  private static String path(Ga4 ga4, Delivery delivery) {
    return call(ga4, delivery).http().uri().getPath();
  }

  private static Outcome outcome(Call call, int status) {
    return GA4.interpret(call, new HttpReply(status, Map.of(), "")).values().iterator().next();
  }

  /// As a server that takes web hits reads it.
  private static Event decoded(Call call) throws IOException {
    var http = call.http();
    var inbound =
        new Inbound(
            http.method(),
            http.uri().getPath(),
            http.uri().getRawQuery(),
            Headers.of(http.headers()),
            Map.of(),
            http.body().getBytes(StandardCharsets.UTF_8),
            "192.0.2.1",
            false,
            false,
            Samples.NOW);
    var item = new Ga4WebSource().decode(inbound).items().getFirst();
    var event = item instanceof Item.Taken taken ? taken.event() : JSON.createObjectNode();
    // Numbers as a file would have them.
    return Event.of((ObjectNode) JSON.readTree(JSON.writeValueAsString(event)));
  }
}
