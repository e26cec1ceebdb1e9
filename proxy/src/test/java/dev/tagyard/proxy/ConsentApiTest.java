package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What operators can ask of consent.
class ConsentApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder = Path.of("");

  @Test
  void tells_outcomes_by_destination_and_reason_over_time() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      send(proxy, "e1", "customer-7", true);
      send(proxy, "e2", "customer-7", true);
      send(proxy, "e3", "customer-8", false);

      var told = ask(proxy, "/api/consent/summary?hours=2");

      var meta = told.path("total").path("destinations").path("meta");
      assertThat(meta.path("allow").path("consent_categories").asInt()).isEqualTo(2);
      assertThat(meta.path("deny").path("category_refused").asInt()).isEqualTo(1);
      assertThat(told.path("total").path("laws").path("gdpr").asInt()).isEqualTo(3);
      assertThat(told.path("hours")).isNotEmpty();
      assertThat(proxy.send(proxy.toAdmin("/api/consent/summary?hours=x")).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void gives_the_proof_of_one_visitor_and_of_nobody_else() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      send(proxy, "e1", "customer-7", true);
      send(proxy, "e2", "customer-8", true);
      proxy.settled();

      var told = ask(proxy, "/api/consent/proof?user_id=customer-7");

      assertThat(told.path("events")).hasSize(1);
      var event = told.path("events").path(0);
      assertThat(event.path("event_id").asText()).isEqualTo("e1");
      assertThat(event.path("received_at").asText()).isNotEmpty();
      var consent = event.path("consent");
      assertThat(consent.path("law").asText()).isEqualTo("gdpr");
      assertThat(consent.path("evidence").path("categories").asText())
          .isEqualTo("marketing=1 statistics=1");
      assertThat(event.path("deliveries").valueStream())
          .extracting(delivery -> delivery.path("outcome").asText())
          .isNotEmpty()
          .containsOnly("delivered");
    }
  }

  @Test
  void wants_the_token_and_a_visitor() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      assertThat(proxy.send(proxy.toAdmin("/api/consent/proof")).statusCode()).isEqualTo(400);
      assertThat(ask(proxy, "/api/consent/proof?visitor_id=nobody").path("events")).isEmpty();
    }
  }

  private static JsonNode ask(RunningProxy proxy, String path) throws Exception {
    return JSON.readTree(proxy.send(proxy.toAdmin(path)).body());
  }

  private static void send(RunningProxy proxy, String id, String user, boolean agrees)
      throws Exception {
    proxy.send(
        proxy
            .to("/e")
            .POST(
                BodyPublishers.ofString(
                    """
                    {"event_name": "page_view", "event_id": "%s", "user": {"user_id": "%s"},
                     "page": {"url": "https://www.example.com/"},
                     "consent": {"gdpr": 1, "categories": {"marketing": %b, "statistics": %b}}}
                    """
                        .formatted(id, user, agrees, agrees))));
  }
}
