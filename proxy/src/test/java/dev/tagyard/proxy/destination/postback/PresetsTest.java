package dev.tagyard.proxy.destination.postback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Samples;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.yaml.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each preset's requests for a purchase, a lead and a refund, word by word; `-Dgolden.update=true`
/// writes them anew.
class PresetsTest {
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EVENTS = Path.of("src/test/resources/destination/events");

  static Stream<String> names() {
    return Preset.all().stream().map(Preset::name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_preset_s_requests_are_as_the_file_says(String name) throws IOException {
    var told = JSON.createObjectNode();
    for (var event : List.of("purchase", "generate_lead", "refund")) {
      told.set(event, request(postback(name), event(event)));
    }

    var file = Path.of("src/test/resources/preset/" + name + ".json");
    if (UPDATE) {
      Files.writeString(
          file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(told) + "\n");
    }
    assertThat(told).isEqualTo(JSON.readTree(Files.readString(file)));
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_setting_or_secret_that_is_missing_is_named(String name) {
    var preset = Preset.parse(name);
    for (var setting : preset.settings(true)) {
      var with = new TreeMap<>(settings(preset));
      with.remove(setting);
      assertThatThrownBy(() -> config(preset, with, secrets(preset)))
          .hasMessageContaining("with: preset " + name + " needs " + setting);
    }
    for (var secret : preset.secrets()) {
      var secrets = new TreeMap<>(secrets(preset));
      secrets.remove(secret);
      assertThatThrownBy(() -> config(preset, settings(preset), secrets))
          .hasMessageContaining("secrets: preset " + name + " needs " + secret);
    }
    assertThatThrownBy(() -> config(preset, Map.of("colour", "red"), secrets(preset)))
        .hasMessageContaining("with: preset " + name);
  }

  @Test
  void a_setting_cannot_change_where_a_request_goes() {
    var preset = Preset.parse("voluum");

    assertThatThrownBy(() -> config(preset, Map.of("domain", "a.example/x?y="), Map.of()))
        .hasMessageContaining("with: domain");
  }

  @Test
  void an_unknown_preset_is_answered_by_those_that_there_are() {
    assertThatThrownBy(() -> Preset.parse("awim"))
        .hasMessageContaining("impact, cj, awin")
        .hasMessageContaining("not \"awim\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "impact|200|{\"Status\":\"QUEUED\"}|Delivered",
        "impact|200|{\"Status\":\"ERROR\"}|Rejected",
        "impact|400|{\"Status\":\"ERROR\",\"errors\":[]}|Rejected",
        "impact|503||Unknown",
        "impact|429||Retry",
        "cj|200|GIF89a|Delivered",
        "awin|200|{}|Delivered",
        "awin|401|{}|CredentialsRefused",
        "rakuten|200|<response><summary><good>1</good><bad>0</bad></summary></response>|Delivered",
        "rakuten|200|<response><summary><good>0</good><bad>1</bad></summary></response>|Rejected",
        "rakuten|200|<response><error>Access denied</error></response>|Rejected",
        "tune|200|success=true;|Delivered",
        "tune|200|success=false; err_msg=Invalid Trans. ID x;|Rejected",
        "tune|200|success=false; err_msg=Duplicate conversion x;|Delivered",
        "everflow|200||Delivered",
        "keitaro|500||Retry",
        "tapfiliate|201|{\"id\":1}|Delivered",
        "tapfiliate|500||Unknown",
        "partnerstack|422|{\"message\":\"no\"}|Rejected",
      })
  void an_answer_is_read_as_the_network_means_it(
      String name, int status, @Nullable String body, String outcome) throws IOException {
    var postback = postback(name);
    var delivery = Samples.allowed(event("purchase"));
    var call =
        postback
            .prepare(List.of(delivery), Postback.TYPE.credentials().apply(config(name)))
            .getFirst();
    var reply = new HttpReply(status, Map.of(), body == null ? "" : body);

    assertThat(postback.interpret(call, reply).get(delivery))
        .satisfies(end -> assertThat(end.getClass().getSimpleName()).isEqualTo(outcome));
  }

  @Test
  void an_order_without_prices_is_reported_to_rakuten_with_what_it_is_worth() throws IOException {
    var items = JSON.readTree("[{\"item_id\":\"a\"},{\"item_id\":\"b\"}]");
    var order = event("purchase").with("params.items", items).with("params.value", "30");

    assertThat(request(postback("rakuten"), order).toString())
        .contains("skulist=a%7Cb", "amtlist=3000%7C0&");
  }

  @ParameterizedTest
  @CsvSource({"10, 4.9, 15.1", "'', 4.9, 25.1", "x, '', 30"})
  void awin_is_told_the_amount_without_tax_and_shipping(String tax, String shipping, String net)
      throws IOException {
    var order =
        event("purchase")
            .with("params.value", "30")
            .with("params.tax", tax)
            .with("params.shipping", shipping);

    assertThat(request(postback("awin"), order).toString())
        .contains("\"amount\":" + net + ",", "\"code\":\"DEFAULT\",\"amount\":" + net + "}");
  }

  @ParameterizedTest
  @CsvSource({"impact, 30, false", "cj, 30, false", "impact, '', true", "voluum, 30, true"})
  void an_amount_without_its_currency_is_not_told_where_the_network_would_take_its_own(
      String name, String value, boolean goes) throws IOException {
    var order = event("purchase").with("params.value", value).without("params.currency");

    var end = postback(name).screen(Samples.allowed(order), Samples.NOW);

    assertThat(end.isEmpty()).isEqualTo(goes);
  }

  @Test
  void rakuten_is_told_when_the_visitor_came() throws IOException {
    var order = event("purchase").with("ids.seen_at.ransiteid", "1795334400000");

    assertThat(request(postback("rakuten"), order).toString())
        .contains("land=20261122_0800&date=20261122_0959&");
  }

  @Test
  void what_counts_a_repeat_twice_is_not_repeated() {
    assertThat(names().filter(name -> !postback(name).limits().repeatSafe()))
        .containsExactlyInAnyOrder("impact", "tapfiliate", "partnerstack");
  }

  @Test
  void a_secret_that_may_be_left_out_is_masked_where_it_is_given() throws IOException {
    var preset = Preset.parse("tune");
    var config =
        config(preset, settings(preset), Map.of("SECURITY_TOKEN", new Secret("t0ken-of-tune")));
    var credentials = Postback.TYPE.credentials().apply(config);
    var delivery = Samples.allowed(event("purchase"));

    var postback = new Postback(config);

    assertThat(postback.prepare(List.of(delivery), credentials).getFirst().http().uri())
        .hasToString(
            postback
                .prepare(List.of(delivery), credentials.masked())
                .getFirst()
                .http()
                .uri()
                .toString()
                .replace("***", "t0ken-of-tune"));
    assertThat(preset.optionalSecrets()).containsExactly("SECURITY_TOKEN");
    assertThat(request(postback("tune"), event("purchase")).path("url").asText())
        .endsWith("security_token=");
  }

  @Test
  void a_reversal_of_one_s_own_goes_before_the_preset_s() throws IOException {
    var preset = Preset.parse("voluum");
    var own =
        new PostbackConfig.Reversal(
            "https://tracker.example/undo?id={transaction_id!}",
            PostbackConfig.Method.GET,
            Optional.empty());
    var config = config(preset, settings(preset), Map.of(), Optional.of(own));

    var request = request(new Postback(config), event("refund"));

    assertThat(request.path("url").asText()).isEqualTo("https://tracker.example/undo?id=T-8812");
  }

  @Test
  void a_network_of_the_vendor_list_is_asked_for_by_its_number() {
    var consent = Postback.TYPE.ownConsent().apply(config("awin"));

    assertThat(consent.tcf().vendor()).hasValue(907);
    assertThat(Postback.TYPE.ownConsent().apply(config("voluum"))).isEqualTo(Postback.CONSENT);
  }

  @Test
  void the_docs_page_names_each_preset() throws IOException {
    var table =
        new StringBuilder(
            "| preset | settings | secrets | repeats | refunds |\n|---|---|---|---|---|\n");
    for (var preset : Preset.all()) {
      var required = preset.settings(true);
      var settings =
          preset.settings(false).stream()
              .map(name -> required.contains(name) ? "`" + name + "`" : "[`" + name + "`]")
              .collect(Collectors.joining(", "));
      table.append(
          "| `%s` (%s) | %s | %s | %s | %s |\n"
              .formatted(
                  preset.name(),
                  preset.company(),
                  settings,
                  Stream.concat(
                          preset.secrets().stream().map(s -> "`" + s + "`"),
                          preset.optionalSecrets().stream().map(s -> "[`" + s + "`]"))
                      .collect(Collectors.joining(", ")),
                  preset.repeatSafe() ? "yes" : "never",
                  preset.reversal().isPresent() ? "yes" : "no way"));
    }
    table.append('\n');
    for (var preset : Preset.all()) {
      table.append("- **%s**: %s\n".formatted(preset.company(), preset.told()));
    }
    var page = Path.of("../docs/destinations/postback.md");
    var text = Files.readString(page);
    var current =
        Pattern.compile("(<!-- presets -->\n).*?(<!-- /presets -->)", Pattern.DOTALL)
            .matcher(text)
            .replaceFirst("$1" + java.util.regex.Matcher.quoteReplacement(table.toString()) + "$2");
    if (UPDATE) {
      Files.writeString(page, current);
    }

    assertThat(Files.readString(page)).isEqualTo(current);
  }

  private static JsonNode request(Postback postback, Event event) throws IOException {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    var delivery = Samples.allowed(event);
    var settled = postback.screen(delivery, Samples.NOW);
    if (settled.isPresent()) {
      return shown.put("outcome", settled.get().toString());
    }
    var masked =
        new dev.tagyard.proxy.destination.Credentials(
            Map.of(
                "AUTH_TOKEN", "***", "API_KEY", "***", "SECRET_KEY", "***", "POSTBACK_KEY", "***"));
    var http = postback.prepare(List.of(delivery), masked).getFirst().http();
    shown.put("method", http.method()).put("url", http.uri().toString());
    var headers = shown.putObject("headers");
    new TreeMap<>(http.headers()).forEach(headers::put);
    if (http.headers().getOrDefault("content-type", "").contains("json")) {
      shown.set("body", JSON.readTree(http.body()));
    } else if (!http.body().isEmpty()) {
      shown.put("body", http.body());
    }
    return shown;
  }

  private static Event event(String name) throws IOException {
    var file = EVENTS.resolve(name).resolve("event.json");
    return Event.of((ObjectNode) JSON.readTree(Files.readString(file)));
  }

  private static Postback postback(String name) {
    return new Postback(config(name));
  }

  private static PostbackConfig config(String name) {
    var preset = Preset.parse(name);
    return config(preset, settings(preset), secrets(preset));
  }

  private static PostbackConfig config(
      Preset preset, Map<String, String> with, Map<String, Secret> secrets) {
    return config(preset, with, secrets, Optional.empty());
  }

  private static PostbackConfig config(
      Preset preset,
      Map<String, String> with,
      Map<String, Secret> secrets,
      Optional<PostbackConfig.Reversal> reversal) {
    return new PostbackConfig(
        Optional.of(preset),
        with,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        secrets,
        reversal,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ofDays(7),
        Duration.ofSeconds(10));
  }

  private static Map<String, String> settings(Preset preset) {
    return preset.settings(true).stream()
        .collect(
            Collectors.toMap(
                name -> name, name -> name.equals("domain") ? "t.example" : name + "-1"));
  }

  private static Map<String, Secret> secrets(Preset preset) {
    return preset.secrets().stream()
        .collect(Collectors.toMap(name -> name, name -> new Secret(name + "-of-nobody")));
  }
}
