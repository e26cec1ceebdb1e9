package dev.tagyard.proxy.destination.postback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Outcome.Delivered;
import dev.tagyard.proxy.destination.Outcome.Expired;
import dev.tagyard.proxy.destination.Outcome.NotSupported;
import dev.tagyard.proxy.destination.Outcome.Rejected;
import dev.tagyard.proxy.destination.Outcome.Retry;
import dev.tagyard.proxy.destination.Outcome.Unknown;
import dev.tagyard.proxy.destination.Samples;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostbackTest {
  private static final String HOST = "https://partner.example/p";
  private static final Event PURCHASE = Samples.purchase("e1");

  @ParameterizedTest
  @CsvSource({
    "{event_name}, purchase",
    "{event_id}, e1",
    "{click_id}, clk-e1",
    "{value}, 59.9",
    "{currency}, EUR",
    "{transaction_id}, T-e1",
    "{event_time}, 1795341540000",
    "{user.first_name}, Ada",
    "{page.title}, Thank%20you",
    "{user.email}, Ada.Lovelace%40Example.com",
    "{params.items}, ''",
    "{params.none}, ''",
    "a{event_id}b, ae1b",
  })
  void a_macro_is_filled_in_percent_encoded(String macro, String wanted) {
    var call = call(get(HOST + "?x=" + macro), PURCHASE);

    assertThat(call.uri().getRawQuery()).isEqualTo("x=" + wanted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&y=1#z",
        "../../x",
        "..",
        ".",
        "a b+c",
        "日本\u0000\r\n",
        "{click_id}",
        "\ud83d",
        "%41"
      })
  void no_value_breaks_out_of_its_place(String value) {
    var uri =
        call(get(HOST + "/{params.x}/end?q={params.x}"), PURCHASE.with("params.x", value)).uri();

    assertThat(uri.getHost()).isEqualTo("partner.example");
    assertThat(uri.getRawPath().split("/", -1)).hasSize(4);
    assertThat(uri.normalize()).isEqualTo(uri);
    assertThat(uri.getRawQuery()).startsWith("q=").doesNotContain("&");
    assertThat(uri.getRawFragment()).isNull();
  }

  @Test
  void money_has_no_exponent() {
    var large = PURCHASE.with("params.value", JsonNodeFactory.instance.numberNode(1e7));

    var uri = call(get(HOST + "?a={value}&b={params.value}"), large).uri();

    assertThat(uri.getRawQuery()).isEqualTo("a=10000000&b=10000000");
  }

  @ParameterizedTest
  @CsvSource({
    "-25, EUR, -2500, -2500",
    "25.5, EUR, 2550, -2550",
    "-25, JPY, -25, -25",
    "0, EUR, 0, 0",
  })
  void money_in_minor_units_keeps_its_sign_unless_a_minus_is_asked_for(
      String value, String currency, String minor, String negative) {
    var event = PURCHASE.with("params.value", value).with("params.currency", currency);

    var uri = call(get(HOST + "?a={value_minor}&b={value_minor_negative}"), event).uri();

    assertThat(uri.getRawQuery()).isEqualTo("a=" + minor + "&b=" + negative);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "30; [{'price':10},{'price':'-2','quantity':2}]; 1000|-400; -1000|-400",
        "30; [{'price':10},{}]; 1000|0; -1000|0",
        "30; [{'price':0},{'price':0}]; 0|0; 0|0",
        "30; [{'item_id':'a'},{'item_id':'b'}]; 3000|0; -3000|0",
        "none; [{'item_id':'a'},{'item_id':'b'}]; ''; ''",
        "30; []; ''; ''",
      })
  void of_items_without_any_price_the_first_has_what_the_event_is_worth(
      String value, String items, String minor, String negative) throws Exception {
    var event =
        PURCHASE
            .with("params.value", value)
            .with("params.items", new ObjectMapper().readTree(items.replace('\'', '"')));

    var uri = call(get(HOST + "?a={items.minor}&b={items.minor_negative}"), event).uri();

    assertThat(uri.getQuery()).isEqualTo("a=" + minor + "&b=" + negative);
  }

  @Test
  void an_empty_macro_stays_empty_and_a_required_one_stops_the_delivery() {
    var event = PURCHASE.without("ids.click_id");
    var body = "{\"cid\":\"{params.sub.id!}\"}";

    assertThat(screen(get(HOST + "?c={click_id}"), event)).isEmpty();
    assertThat(screen(get(HOST + "?c={click_id!}"), event))
        .hasValue(new NotSupported("missing_click_id"));
    assertThat(screen(post(HOST, body, Map.of()), event))
        .hasValue(new NotSupported("missing_params_sub_id"));
    assertThat(screen(get(HOST + "?c={click_id!}"), PURCHASE)).isEmpty();
  }

  @Test
  void an_event_too_old_is_given_up() {
    var old = Samples.NOW.minus(Duration.ofDays(7)).toEpochMilli();

    assertThat(
            screen(
                get(HOST), PURCHASE.with("event_time", JsonNodeFactory.instance.numberNode(old))))
        .hasValue(new Expired("older_than_max_age"));
  }

  @Test
  void a_json_body_stays_json_whatever_the_values_hold() throws Exception {
    var event = PURCHASE.with("user.first_name", "\"}],\n\\ Ada");
    var config =
        post(
            HOST,
            "{\"name\":\"{user.first_name}\",\"v\":{value},\"k\":\"{secret:KEY}\"}",
            Map.of());

    var call = call(config, event);

    var body = new ObjectMapper().readTree(call.body());
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.headers()).containsEntry("content-type", "application/json");
    assertThat(body.path("name").asText()).isEqualTo("\"}],\n\\ Ada");
    assertThat(body.path("v").asDouble()).isEqualTo(59.9);
    assertThat(body.path("k").asText()).isEqualTo("k/e y");
  }

  @Test
  void a_form_body_is_percent_encoded() {
    var call = call(post(HOST, "n={page.title}&k={secret:KEY}", Map.of()), PURCHASE);

    assertThat(call.headers()).containsEntry("content-type", "application/x-www-form-urlencoded");
    assertThat(call.body()).isEqualTo("n=Thank%20you&k=k%2Fe%20y");
  }

  @Test
  void an_xml_body_stays_xml_whatever_the_values_hold() {
    var event = PURCHASE.with("params.transaction_id", "1</id><amount a='\">9&\u0000\n");
    var config =
        post(
            HOST,
            "<c><id>{transaction_id}</id><k>{secret:KEY}</k></c>",
            Map.of("Content-Type", "application/xml"));

    assertThat(call(config, event).body())
        .isEqualTo(
            "<c><id>1&#60;/id&#62;&#60;amount a=&#39;&#34;&#62;9&#38;&#10;</id><k>k/e y</k></c>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "text/csv", "{params.x|=application/json}"})
  void a_body_in_which_values_cannot_be_told_from_the_rest_is_refused(String type) {
    assertThatThrownBy(() -> post(HOST, "id {transaction_id}", Map.of("Content-Type", type)))
        .hasMessage("body has macros, so its content-type must be of JSON, XML or a form");
    assertThat(call(post(HOST, "a sale", Map.of("Content-Type", type)), PURCHASE).body())
        .isEqualTo("a sale");
  }

  @Test
  void a_header_never_begins_another() {
    var headers = Map.of("X-Name", "{user.first_name}", "Authorization", "Bearer {secret:KEY}");
    var event = PURCHASE.with("user.first_name", "Ada\r\nX-Evil: 1\u00e9");

    var call = call(post(HOST, "a=b", headers), event);

    assertThat(call.headers())
        .containsEntry("x-name", "AdaX-Evil: 1")
        .containsEntry("authorization", "Bearer k/e y");
  }

  @ParameterizedTest
  @CsvSource({
    "{clickid}, {click_id}",
    "{valeu}, {value}",
    "{curency!}, {currency}",
    "{usr.country}, {user.country}",
    "{parameters.coupon}, {params.coupon}",
  })
  void an_unknown_macro_is_refused_with_the_nearest(String macro, String nearest) {
    assertThatThrownBy(() -> get(HOST + "?x=" + macro))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("url: unknown macro " + macro.replace("!", "") + "; nearest known: " + nearest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://{params.host}/p",
        "https://partner{params.host}/p",
        "https://partner.example{params.x}",
        "https://partner.example:{params.x}/p",
        "https://user@partner.example/p",
        "{params.url}",
        "ftp://partner.example/p",
        "/p",
        "https:///p",
        "https://{secret:KEY}/p",
        "https://partner.example/p?x={click id}",
        "https://partner.example/p?x={}",
        "https://partner.example/a b",
        "",
      })
  void an_address_without_a_fixed_host_or_with_stray_braces_is_refused(String url) {
    assertThatThrownBy(() -> get(url)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void other_mistakes_are_refused_in_words() {
    assertThatThrownBy(() -> get(HOST + "?k={secret:NONE}")).hasMessageContaining("{secret:NONE}");
    assertThatThrownBy(() -> post(HOST, "x", Map.of("a b", "c"))).hasMessageContaining("\"a b\"");
    assertThatThrownBy(() -> post(HOST, "x", Map.of("a", "{nope}"))).hasMessageContaining("{nope}");
    assertThatThrownBy(() -> config(HOST, PostbackConfig.Method.GET, Optional.of("x"), Map.of()))
        .hasMessageContaining("method: post");
  }

  @Test
  void the_endpoint_replaces_scheme_host_and_port_alone() {
    var own =
        with(
            get(HOST + "?c={click_id}"),
            Optional.of(URI.create("http://127.0.0.1:9903")),
            Optional.empty(),
            Optional.empty(),
            true);

    assertThat(call(own, PURCHASE).uri()).hasToString("http://127.0.0.1:9903/p?c=clk-e1");
  }

  @Test
  void a_partner_that_always_answers_200_is_read_by_its_words() {
    var config =
        with(
            get(HOST), Optional.empty(), Optional.of("success=true"), Optional.of("err_msg"), true);

    assertThat(read(config, 200, "success=true;")).isInstanceOf(Delivered.class);
    assertThat(read(config, 200, "success=true; err_msg=x")).isInstanceOf(Rejected.class);
    assertThat(read(config, 200, "")).isEqualTo(new Rejected("HTTP 200"));
  }

  @Test
  void a_partner_that_counts_repeats_twice_gets_no_repeat_after_a_5xx() {
    var once = with(get(HOST), Optional.empty(), Optional.empty(), Optional.empty(), false);

    assertThat(read(once, 502, "")).isInstanceOf(Unknown.class);
    assertThat(read(once, 429, "")).isInstanceOf(Retry.class);
    assertThat(read(get(HOST), 502, "")).isInstanceOf(Retry.class);
    assertThat(new Postback(once).limits().repeatSafe()).isFalse();
  }

  @Test
  void the_contract_s_example_is_taken() {
    var url =
        "http://127.0.0.1:9903/postback?cid={click_id}&payout={value}&cur={currency}"
            + "&txid={transaction_id}&eid={event_id}";

    assertThat(call(get(url), PURCHASE).uri())
        .hasToString(
            "http://127.0.0.1:9903/postback?cid=clk-e1&payout=59.9&cur=EUR&txid=T-e1&eid=e1");
  }

  private static PostbackConfig get(String url) {
    return config(url, PostbackConfig.Method.GET, Optional.empty(), Map.of());
  }

  private static PostbackConfig post(String url, String body, Map<String, String> headers) {
    return config(url, PostbackConfig.Method.POST, Optional.of(body), headers);
  }

  private static PostbackConfig config(
      String url,
      PostbackConfig.Method method,
      Optional<String> body,
      Map<String, String> headers) {
    return new PostbackConfig(
        Optional.empty(),
        Map.of(),
        Optional.of(url),
        Optional.of(method),
        body,
        headers,
        Map.of("KEY", new Secret("k/e y")),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ofDays(7),
        Duration.ofSeconds(10));
  }

  private static PostbackConfig with(
      PostbackConfig config,
      Optional<URI> endpoint,
      Optional<String> success,
      Optional<String> failed,
      boolean repeatSafe) {
    return new PostbackConfig(
        config.preset(),
        config.with(),
        config.url(),
        config.method(),
        config.body(),
        config.headers(),
        config.secrets(),
        config.reversal(),
        endpoint,
        success,
        failed,
        Optional.of(repeatSafe),
        config.maxAge(),
        config.timeout());
  }

  private static Optional<Outcome> screen(PostbackConfig config, Event event) {
    return new Postback(config).screen(Samples.allowed(event), Samples.NOW);
  }

  private static HttpCall call(PostbackConfig config, Event event) {
    var credentials = Postback.TYPE.credentials().apply(config);
    return new Postback(config)
        .prepare(List.of(Samples.allowed(event)), credentials)
        .getFirst()
        .http();
  }

  private static Outcome read(PostbackConfig config, int status, String body) {
    Delivery delivery = Samples.allowed(PURCHASE);
    var postback = new Postback(config);
    var call =
        postback.prepare(List.of(delivery), Postback.TYPE.credentials().apply(config)).getFirst();
    var outcomes = postback.interpret(call, new HttpReply(status, Map.of(), body));
    return outcomes.values().iterator().next();
  }
}
