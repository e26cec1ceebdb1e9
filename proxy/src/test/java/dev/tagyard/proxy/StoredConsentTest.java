package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.eventlog.rocksdb.ManualClock;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server event that says nothing of consent has the visitor's last decision, where one is kept.
class StoredConsentTest {
  private static final String ADA = "_ty=1.1763000000.AAAAAAAAAAAAAAAAAAAAAA";
  private static final String KEYS =
      """
      "user": {"user_id": "customer-7"},
      "params": {"value": 5, "currency": "EUR", "transaction_id": "T1", "cart_token": "cart-9"}\
      """;
  private static final ObjectMapper JSON = new ObjectMapper();

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
  void is_not_kept_where_the_operator_wants_none() throws Exception {
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

  private static void browser(RunningProxy proxy, String name, boolean agrees) throws Exception {
    var answer =
        proxy.send(
            proxy
                .to("/e")
                .header("Cookie", ADA)
                .POST(
                    BodyPublishers.ofString(
                        """
                        {"event_name": "%s", %s, "consent": {"gdpr": 1,
                         "categories": {"marketing": %b, "statistics": %b}}}
                        """
                            .formatted(name, KEYS, agrees, agrees))));
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
