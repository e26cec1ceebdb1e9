package dev.tagyard.proxy.standin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.Samples;
import dev.tagyard.proxy.destination.TokenGrant;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.rules.RuleObserver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the stand-ins of advertising vendors let pass and what they do not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TableVendorsTest {
  private static final URI HOST = URI.create("http://127.0.0.1:1");
  private static final String TOKEN = "a-token-of-an-hour";
  private static final JsonNode ONE_ITEM =
      JsonNodeFactory.instance
          .arrayNode()
          .add(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("item_id", "SKU1")
                  .put("price", 59.9)
                  .put("quantity", 1));

  private Map<String, PlannedDestination> ours = Map.of();

  @BeforeAll
  void read(@TempDir Path folder) throws IOException {
    var file = folder.resolve("tagyard.yaml");
    Files.writeString(file, "data: {dir: data}\ndestinations:\n" + OtherVendors.yaml(type -> HOST));
    var loaded =
        new PlanReader(file, name -> Optional.empty(), RuleObserver.NONE, InstantSource.system())
            .read(1);
    assertThat(loaded.problems()).isEmpty();
    loaded
        .plan()
        .ifPresent(plan -> {
          ours = plan.destinations();
          plan.rules().close();
        });
  }

  static Stream<Vendor> vendors() {
    return Stream.concat(
        TableVendors.all(id -> false).stream(),
        Stream.of(new TokenVendor(id -> false, id -> false)));
  }

  @ParameterizedTest
  @MethodSource("vendors")
  void our_destination_breaks_no_rule_with_a_thousand_generated_events(Vendor vendor) {
    var looked = 0;
    for (var seed = 0; seed < 1_000; seed++) {
      var delivery = Samples.delivery(Samples.event(seed), Samples.flags(seed));
      var destination = our(vendor.name()).destination();
      if (destination.screen(delivery, Samples.NOW).isEmpty()) {
        var http = destination.prepare(List.of(delivery), credentials(vendor.name())).getFirst();
        var verdict = vendor.judge(incoming(http.http(), http.http().body()));
        looked++;
        // Free text may hold anything.
        assertThat(verdict.violations().stream().filter(f -> !f.endsWith("in the clear")))
            .as("%s, seed %s: %s", vendor.name(), seed, http.http().body())
            .isEmpty();
      }
    }
    assertThat(looked).isGreaterThan(100);
  }

  @ParameterizedTest
  @MethodSource("vendors")
  void a_whole_batch_is_taken_and_told_by_its_ids(Vendor vendor) {
    var batch =
        Stream.of("e1", "e2", "e3")
            .map(Samples::purchase)
            .map(event -> event.with("ids.oppref", "op-1").with("ids.gclid", "Cj0"))
            .map(Samples::allowed)
            .toList();

    var call =
        our(vendor.name()).destination().prepare(batch, credentials(vendor.name())).getFirst();
    var verdict = vendor.judge(incoming(call.http(), call.http().body()));

    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.status()).isEqualTo(200);
    assertThat(verdict.events()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tiktok|\"event_time\":1795341540|\"event_time\":1795341540000|must be seconds",
        "tiktok|\"event_time\":1795341540|\"event_time\":1790000000|must be seconds",
        "tiktok|\"currency\":\"EUR\"|\"currency\":\"EURO\"|must be currency",
        "tiktok|\"value\":59.9|\"value\":\"59.9\"|must be number",
        "tiktok|\"content_id\":\"SKU1\"|\"content_id\":1|must be text",
        "tiktok|\"email\":[|\"email\":[\"ada@example.org\",|must be hash",
        "tiktok|\"event\":\"Purchase\",|\"event\":\"Purchase\",\"more\":1,|is unknown",
        "tiktok|\"event\":\"Purchase\",||is missing",
        "tiktok|\"city\":\"berlin\"|\"city\":\"Berlin\"|must be lower",
        "tiktok|\"event_source\":\"web\"|\"event_source\":\"www\"|must be web",
        "pinterest|\"event_name\":\"checkout\"|\"event_name\":\"purchase\"|must be",
        "pinterest|\"value\":\"59.9\"|\"value\":59.9|must be decimal",
        "pinterest|\"event_id\":\"e1\",||is missing",
        "snapchat|\"event_name\":\"PURCHASE\"|\"event_name\":\"Purchase\"|must be",
        "snapchat|\"currency\":\"EUR\",||is needed",
        "reddit|\"event_at\":1795341540000|\"event_at\":1795341540|must be millis",
        "reddit|\"tracking_type\":\"PURCHASE\"|\"tracking_type\":\"CUSTOM\"|CUSTOM alone",
        "reddit|\"type\":{\"tracking_type\":\"PURCHASE\"},||type: is missing",
        "reddit|\"tracking_type\":\"PURCHASE\"|\"tracking_type\":\"PAGE_VISIT\"|value: does not go",
        "reddit|\"tracking_type\":\"PURCHASE\"|\"tracking_type\":\"LEAD\"|item_count: does not go",
        "linkedin|\"idValue\":\"|\"idValue\":\"x|must be hash",
        "linkedin|\"amount\":\"59.9\"|\"amount\":59.9|must be decimal",
        "linkedin|llaPartnerConversion:123456|llaPartnerConversion:x|URN",
        "linkedin|\"currencyCode\":\"EUR\",||is missing",
        "microsoft|\"adStorageConsent\":\"G\"|\"adStorageConsent\":\"GRANTED\"|must be G",
        "microsoft|\"eventType\":\"custom\"|\"eventType\":\"pageLoad\"|goes with custom",
        "microsoft_offline|\"ConversionTime\":\"2026-11-22T09:59:00Z\"|\"ConversionTime\":\"2026-11-22\"|must"
            + " be iso",
        "microsoft_offline|\"ConversionName\":\"Offline purchase\",||is missing",
        "x|\"conversion_time\":\"2026-11-22T09:59:00.000Z\"|\"conversion_time\":\"2026-11-22T09:59:00.000\"|must"
            + " be iso",
        "x|\"conversion_time\":\"2026-11-22T09:59:00.000Z\"|\"conversion_time\":\"2026-11-22T09:59:00Z\"|must"
            + " be isomillis",
        "x|\"price_currency\":\"EUR\",||goes with value",
        "x|\"hashed_email\":\"|\"hashed_mail\":\"|is unknown",
        "openai|\"type\":\"order_created\"|\"type\":\"custom\"|custom alone",
        "data_manager|\"destinations\":[|\"places\":[|destinations: is missing",
        "data_manager|\"operatingAccount\":|\"account\":|operatingAccount: is missing",
        "data_manager|\"quantity\":\"1\"|\"quantity\":\"0.5\"|must be counttext",
        "data_manager|\"gclid\":\"Cj0\"|\"gclid\":\"Cj0\",\"gbraid\":\"0AAA\"|one click id",
        "data_manager|\"encoding\":\"HEX\",||is missing",
        "data_manager|\"eventTimestamp\":\"2026-11-22T09:59:00.000Z\"|\"eventTimestamp\":1795341540|must"
            + " be iso",
        "data_manager|\"emailAddress\":\"|\"emailAddress\":\"X|must be hash",
      })
  void each_is_strict(
      String name, String good, @org.jspecify.annotations.Nullable String bad, String why) {
    var vendor = vendor(name);
    var event =
        Samples.purchase("e1")
            .with("ids.oppref", "op-1")
            .with("ids.gclid", "Cj0")
            .with("user.city", "Berlin")
            .with("params.items", ONE_ITEM);
    var http =
        our(name)
            .destination()
            .prepare(List.of(Samples.allowed(event)), credentials(name))
            .getFirst()
            .http();
    assertThat(vendor.judge(incoming(http, http.body())).violations()).isEmpty();
    assertThat(http.body()).contains(good);

    var verdict = vendor.judge(incoming(http, http.body().replace(good, bad == null ? "" : bad)));

    assertThat(verdict.violations()).anyMatch(violation -> violation.contains(why));
  }

  @ParameterizedTest
  @MethodSource("vendors")
  void without_a_token_nothing_is_taken(Vendor vendor) {
    var http =
        our(vendor.name())
            .destination()
            .prepare(List.of(Samples.allowed(Samples.purchase("e1"))), credentials(vendor.name()))
            .getFirst()
            .http();
    var bare =
        new HttpCall(
            http.method(),
            URI.create(http.uri().toString().replaceAll("\\?access_token.*", "")),
            http.headers().entrySet().stream()
                .filter(header -> header.getKey().startsWith("content"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
            http.body());

    var verdict = vendor.judge(incoming(bare, bare.body()));

    assertThat(verdict.violations()).isNotEmpty();
    assertThat(verdict.status() >= 400 || verdict.body().contains("40105")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"202511", "202613", "20dddd"})
  void linkedin_tells_of_a_version_that_it_retired(String version) {
    var verdict = judge("linkedin", Map.of("linkedin-version", version));

    assertThat(verdict.status()).isEqualTo(426);
  }

  @Test
  void microsoft_keeps_the_good_events_only_where_it_is_told_so() {
    var vendor = vendor("microsoft");
    var batch = Stream.of("e1", "e2").map(Samples::purchase).map(Samples::allowed).toList();
    var http =
        our("microsoft").destination().prepare(batch, credentials("microsoft")).getFirst().http();
    var bad = http.body().replaceFirst("\"eventTime\":", "\"time\":");

    var told = vendor.judge(incoming(http, bad));
    var untold =
        vendor.judge(incoming(http, bad.replace(",\"continueOnValidationError\":true", "")));

    assertThat(told.body()).contains("\"eventsReceived\":1");
    assertThat(untold.status()).isEqualTo(400);
  }

  @Test
  void microsoft_takes_the_token_that_its_token_address_gave_and_no_other() {
    var refreshToken = Map.of("authorization", "Bearer refresh-of-nobody");

    assertThat(judge("microsoft_offline", refreshToken).status()).isEqualTo(401);
    assertThat(judge("microsoft_offline", Map.of()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"client_id", "client_secret", "refresh_token", "scope", "grant_type"})
  void microsoft_gives_no_token_for_less(String without) {
    var planned = our("microsoft_offline");
    var grant = planned.destination().tokenGrant().orElseThrow();
    var asked = grant.request(planned.credentials(), Samples.NOW);
    var less = asked.body().replaceFirst("(^|&)" + without + "=[^&]*", "");

    assertThat(vendor("microsoft_offline").judge(incoming(asked, asked.body())).status())
        .isEqualTo(200);
    assertThat(less).isNotEqualTo(asked.body());
    assertThat(vendor("microsoft_offline").judge(incoming(asked, less)).status()).isEqualTo(400);
  }

  private Vendor.Verdict judge(String name, Map<String, String> otherHeaders) {
    var http =
        our(name)
            .destination()
            .prepare(List.of(Samples.allowed(Samples.purchase("e1"))), credentials(name))
            .getFirst()
            .http();
    var headers = new HashMap<>(http.headers());
    headers.putAll(otherHeaders);
    var changed = new HttpCall(http.method(), http.uri(), headers, http.body());
    return vendor(name).judge(incoming(changed, changed.body()));
  }

  private static Vendor vendor(String name) {
    return vendors().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private PlannedDestination our(String name) {
    var planned = ours.get(name);
    assertThat(planned).as(name).isNotNull();
    return java.util.Objects.requireNonNull(planned);
  }

  private Credentials credentials(String name) {
    var planned = our(name);
    return planned.destination().tokenGrant().isEmpty()
        ? planned.credentials()
        : planned.credentials().with(TokenGrant.TOKEN, TOKEN);
  }

  private static Vendor.Incoming incoming(HttpCall http, String body) {
    return new Vendor.Incoming(
        http.method(),
        http.uri().getPath(),
        Optional.ofNullable(http.uri().getRawQuery()).orElse(""),
        http.headers(),
        body,
        Samples.NOW);
  }
}
