package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.eventlog.VisitorHash;
import dev.tagyard.proxy.eventlog.VisitorKey;
import dev.tagyard.proxy.eventlog.rocksdb.Damage;
import dev.tagyard.proxy.eventlog.rocksdb.ManualClock;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server event that says nothing of consent has the visitor's last decision, where one is kept.
@Execution(ExecutionMode.CONCURRENT)
class StoredConsentTest {
  private static final String KEYS =
      """
      "user": {"user_id": "customer-7"},
      "params": {"value": 5, "currency": "EUR", "transaction_id": "T1", "cart_token": "cart-9"}\
      """;
  private static final String USER = "\"user\": {\"user_id\": \"customer-7\"}";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"visitor\": {\"id\": \"AAAAAAAAAAAAAAAAAAAAAA\"}",
        "\"user\": {\"user_id\": \"customer-7\"}",
        "\"params\": {\"transaction_id\": \"T1\"}",
        "\"params\": {\"cart_token\": \"cart-9\"}"
      })
  void is_found_by_each_key_of_the_visitor(String key) throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      browser(proxy, "purchase", true);
      noted(proxy, "\"user\": {\"user_id\": \"customer-7\"}");

      var answer = server(proxy, "shipped", key);

      assertThat(answer.path("accepted")).hasSize(1);
      var consent = explained(proxy, "shipped").path("consent");
      assertThat(consent.path("destinations").path("meta").path("verdict").asText())
          .isEqualTo("allow");
      assertThat(consent.path("evidence").path("stored_by").asText()).isNotEmpty();
    }
  }

  @Test
  void is_withheld_where_nothing_is_known() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      browser(proxy, "purchase", true);
      noted(proxy, "\"user\": {\"user_id\": \"customer-7\"}");

      var answer = server(proxy, "shipped", "\"user\": {\"user_id\": \"customer-8\"}");

      assertThat(answer.path("withheld").path(0).path("reason").asText())
          .isEqualTo("no_consent_signal");
    }
  }

  @Test
  void a_refusal_replaces_what_was_kept() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      browser(proxy, "purchase", true);
      noted(proxy, "\"user\": {\"user_id\": \"customer-7\"}");
      browser(proxy, "page_view", false);

      var answer = server(proxy, "shipped", "\"user\": {\"user_id\": \"customer-7\"}");

      assertThat(answer.path("withheld").path(0).path("reason").asText())
          .isEqualTo("consent_withdrawn");
    }
  }

  @Test
  void outlives_a_restart_and_ends_in_its_time() throws Exception {
    var clock = new ManualClock(Instant.parse("2026-11-22T12:00:00Z"));
    try (var proxy = RunningProxy.start(folder, clock, yaml -> yaml)) {
      browser(proxy, "purchase", true);
      noted(proxy, "\"user\": {\"user_id\": \"customer-7\"}");
      proxy.stopServer();
      clock.advance(Duration.ofDays(29));
      proxy.startServer();
      assertThat(server(proxy, "day29", "\"user\": {\"user_id\": \"customer-7\"}").path("accepted"))
          .hasSize(1);

      clock.advance(Duration.ofDays(2));
      assertThat(server(proxy, "day31", "\"user\": {\"user_id\": \"customer-7\"}").path("accepted"))
          .isEmpty();
    }
  }

  @Test
  void a_short_time_does_not_end_while_the_visitor_is_there() throws Exception {
    var clock = new ManualClock(NOON);
    var law = "unknown_region: gdpr";
    try (var proxy =
        RunningProxy.start(
            folder, clock, yaml -> Contract.replace(yaml, Map.of(law, law + "\n  remember: 1h")))) {
      for (var views = 0; views < 4; views++) {
        browser(proxy, "page_view", true);
        noted(proxy, USER);
        clock.advance(Duration.ofMinutes(31));
      }
      noted(proxy, USER);

      clock.advance(Duration.ofMinutes(30));
      assertThat(server(proxy, "past", USER).path("accepted")).isEmpty();
    }
  }

  @Test
  void serves_nobody_where_the_operator_wants_none() throws Exception {
    try (var proxy =
        RunningProxy.start(folder, yaml -> yaml.replace("unknown_region: gdpr", "remember: 0s"))) {
      browser(proxy, "purchase", true);
      proxy.settled();

      var answer = server(proxy, "shipped", "\"user\": {\"user_id\": \"customer-7\"}");

      assertThat(answer.path("accepted")).isEmpty();
    }
  }

  @Test
  void what_the_event_says_itself_goes_first() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      browser(proxy, "purchase", true);
      noted(proxy, "\"user\": {\"user_id\": \"customer-7\"}");

      var answer =
          server(
              proxy,
              "shipped",
              "\"user\": {\"user_id\": \"customer-7\"},"
                  + " \"consent\": {\"categories\": {\"marketing\": false, \"statistics\": true}}");

      assertThat(answer.path("accepted")).hasSize(1);
      var destinations = explained(proxy, "shipped").path("consent").path("destinations");
      assertThat(destinations.path("meta").path("reason").asText()).isEqualTo("category_refused");
      assertThat(destinations.path("ga4").path("verdict").asText()).isEqualTo("allow");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"required", "assume"})
  void what_an_event_refuses_stays_refused_and_the_rest_stays_allowed(String mode)
      throws Exception {
    try (var proxy = start(mode)) {
      browser(proxy, "purchase", true);
      server(
          proxy,
          "refused",
          USER + ", \"consent\": {\"categories\": {\"marketing\": false, \"statistics\": true}}");

      marketingAloneIsRefusedToASilentEvent(proxy);
    }
  }

  @Test
  void a_backend_that_passes_the_visitor_s_own_choice_on_takes_nothing_away() throws Exception {
    try (var proxy = RunningProxy.start(folder, new ManualClock(NOON), yaml -> yaml)) {
      // Without Additional Consent, Meta is refused by every TC string.
      var consent =
          "\"consent\": {\"gdpr\": 1, \"tcf\": \""
              + TcStrings.of(LocalDate.parse("2026-10-02"), TcStrings.ACCEPTED)
              + "\"}";
      proxy.post("{\"event_name\": \"page_view\", " + KEYS + ", " + consent + "}");
      server(proxy, "same", USER + ", " + consent);

      assertThat(server(proxy, "shipped", USER).path("accepted")).hasSize(1);

      var destinations = explained(proxy, "shipped").path("consent").path("destinations");
      assertThat(destinations.path("meta").path("verdict").asText()).isEqualTo("deny");
      assertThat(destinations.path("ga4").path("verdict").asText()).isEqualTo("allow");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"visitor\": {\"id\": \"AAAAAAAAAAAAAAAAAAAAAA\"}",
        "\"user\": {\"user_id\": \"customer-7\"}",
        "\"params\": {\"transaction_id\": \"T1\"}",
        "\"params\": {\"cart_token\": \"cart-9\"}"
      })
  void who_opted_out_is_found_by_each_key(String key) throws Exception {
    try (var proxy = start("assume")) {
      browser(proxy, "purchase", true);
      proxy.send(proxy.to("/optout").header("Cookie", ada(proxy)).GET());

      var answer = server(proxy, "shipped", key);

      assertThat(answer.path("withheld").path(0).path("reason").asText())
          .isEqualTo("consent_withdrawn");
      var proof = proxy.send(proxy.toAdmin("/api/consent/proof?transaction_id=T1"));
      assertThat(JSON.readTree(proof.body()).path("withdrawn").path("*").path("by").asText())
          .isEqualTo("optout");
    }
  }

  @Test
  void what_a_disk_damaged_widens_nothing_and_can_still_be_taken_back() throws Exception {
    try (var proxy = start("assume")) {
      browser(proxy, "purchase", true);
      noted(proxy, USER);
      proxy.stopServer();
      VisitorHash user;
      try (var log = proxy.openLog()) {
        user = log.consents().hash(new VisitorKey("user", "customer-7"));
      }
      Damage.consent(proxy.dataDir().resolve("log"), user);
      proxy.startServer();

      var answer = server(proxy, "shipped", USER);
      var optOut = proxy.send(proxy.to("/optout").header("Cookie", ada(proxy)).GET());
      var after = server(proxy, "later", "\"visitor\": {\"id\": \"AAAAAAAAAAAAAAAAAAAAAA\"}");

      assertThat(answer.path("withheld").path(0).path("reason").asText())
          .isEqualTo("consent_unreadable");
      assertThat(optOut.statusCode()).isEqualTo(200);
      assertThat(after.path("withheld").path(0).path("reason").asText())
          .isEqualTo("consent_withdrawn");
    }
  }

  @Test
  void a_page_that_tells_no_choice_forgets_none() throws Exception {
    try (var proxy = start("assume")) {
      browser(proxy, "page_view", "\"marketing\": false, \"statistics\": true");
      browser(proxy, "page_view", "");
      // What is refused is waited for, and with it what came before.
      server(
          proxy,
          "marker",
          "\"user\": {\"user_id\": \"customer-8\"},"
              + " \"consent\": {\"categories\": {\"marketing\": false}}");

      marketingAloneIsRefusedToASilentEvent(proxy);
    }
  }

  private static void marketingAloneIsRefusedToASilentEvent(RunningProxy proxy) throws Exception {
    server(proxy, "shipped", USER);

    var destinations = explained(proxy, "shipped").path("consent").path("destinations");
    assertThat(destinations.path("meta").path("reason").asText()).isEqualTo("category_refused");
    assertThat(destinations.path("ga4").path("verdict").asText()).isEqualTo("allow");
  }

  @Test
  void an_older_choice_of_another_device_does_not_replace_it() throws Exception {
    try (var proxy = RunningProxy.start(folder, new ManualClock(NOON), yaml -> yaml)) {
      tcf(proxy, "2026-10-02", TcStrings.ACCEPTED);
      noted(proxy, "\"user\": {\"user_id\": \"customer-7\"}");
      tcf(proxy, "2026-10-01", TcStrings.REFUSED);

      assertThat(
              server(proxy, "shipped", "\"user\": {\"user_id\": \"customer-7\"}").path("accepted"))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-10-02", "2026-10-03"})
  void a_choice_of_the_same_day_or_a_later_one_replaces_it(String day) throws Exception {
    try (var proxy = RunningProxy.start(folder, new ManualClock(NOON), yaml -> yaml)) {
      tcf(proxy, "2026-10-02", TcStrings.ACCEPTED);
      noted(proxy, "\"user\": {\"user_id\": \"customer-7\"}");
      tcf(proxy, day, TcStrings.REFUSED);

      assertThat(
              server(proxy, "shipped", "\"user\": {\"user_id\": \"customer-7\"}").path("accepted"))
          .isEmpty();
    }
  }

  @Test
  void an_older_choice_that_agrees_does_not_bring_back_what_was_refused_since() throws Exception {
    try (var proxy = RunningProxy.start(folder, new ManualClock(NOON), yaml -> yaml)) {
      tcf(proxy, "2026-10-02", TcStrings.MARKETING_ALONE);
      noted(proxy, "\"user\": {\"user_id\": \"customer-7\"}");
      tcf(proxy, "2026-10-01", TcStrings.ACCEPTED);
      proxy.settled();

      server(proxy, "shipped", "\"user\": {\"user_id\": \"customer-7\"}");

      var destinations = explained(proxy, "shipped").path("consent").path("destinations");
      assertThat(destinations.path("meta").path("verdict").asText()).isEqualTo("allow");
      assertThat(destinations.path("ga4").path("verdict").asText()).isEqualTo("deny");
    }
  }

  private RunningProxy start(String mode) throws Exception {
    var keys = "api_keys: [\"${TAGYARD_SERVER_KEY}\"]";
    return RunningProxy.start(
        folder, yaml -> Contract.replace(yaml, Map.of(keys, keys + "\n    consent: " + mode)));
  }

  /// A device of the same customer, whose banner was answered on that day.
  private static void tcf(RunningProxy proxy, String day, String choice) throws Exception {
    var answer =
        proxy.post(
            """
            {"event_name": "page_view", %s,
             "consent": {"gdpr": 1, "tcf": "%s", "ac": "2~89~dv."}}
            """
                .formatted(KEYS, TcStrings.of(LocalDate.parse(day), choice)));
    assertThat(answer.statusCode()).isEqualTo(202);
  }

  private static String ada(RunningProxy proxy) {
    return "_ty=" + ReturningVisitor.cookie("AAAAAAAAAAAAAAAAAAAAAA", proxy.now());
  }

  private static void browser(RunningProxy proxy, String name, boolean agrees) throws Exception {
    browser(proxy, name, "\"marketing\": %b, \"statistics\": %b".formatted(agrees, agrees));
  }

  private static void browser(RunningProxy proxy, String name, String categories) throws Exception {
    var answer =
        proxy.send(
            proxy
                .to("/e")
                .header("Cookie", ada(proxy))
                .POST(
                    BodyPublishers.ofString(
                        """
                        {"event_name": "%s", %s, "consent": {"gdpr": 1,
                         "categories": {%s}}}
                        """
                            .formatted(name, KEYS, categories))));
    assertThat(answer.statusCode()).isEqualTo(202);
  }

  /// What is allowed is written down a moment later: nobody has to wait for it.
  private static void noted(RunningProxy proxy, String key) {
    Eventually.holds(
        "the decision is kept",
        () -> {
          try {
            return server(proxy, "probe", key).path("accepted").size() == 1;
          } catch (Exception failure) {
            throw new AssertionError(failure);
          }
        });
  }

  private static JsonNode server(RunningProxy proxy, String id, String rest) throws Exception {
    return JSON.readTree(
        proxy
            .send(
                proxy
                    .to("/e")
                    .header("Authorization", "Bearer " + Contract.SERVER_KEY)
                    .POST(
                        BodyPublishers.ofString(
                            "{\"event_name\": \"shipped\", \"event_id\": \""
                                + id
                                + "\", "
                                + rest
                                + "}")))
            .body());
  }

  private static JsonNode explained(RunningProxy proxy, String id) throws Exception {
    var answer = proxy.send(proxy.toAdmin("/api/events/" + id));
    return JSON.readTree(answer.body()).path("copies").path(0);
  }
}
