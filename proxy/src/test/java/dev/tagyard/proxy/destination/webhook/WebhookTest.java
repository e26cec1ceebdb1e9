package dev.tagyard.proxy.destination.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.destination.Contact;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Ends;
import dev.tagyard.proxy.destination.Hashing;
import dev.tagyard.proxy.destination.Samples;
import dev.tagyard.rules.yaml.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookTest {
  private static final Secret KEY = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

  @Test
  void id_and_body_stay_while_time_and_signature_change_from_attempt_to_attempt() {
    var config = config(1, Contact.HASHED);
    var webhook = new Webhook(config);
    var credentials = Webhook.TYPE.credentials().apply(config);
    var delivery = Samples.allowed(Samples.purchase("e1"));

    var first = webhook.prepare(List.of(delivery), credentials).getFirst().http();
    var one = webhook.sign(first, credentials, Samples.NOW);
    var other = webhook.sign(first, credentials, Samples.NOW.plusSeconds(60));

    assertThat(one.body()).isEqualTo(other.body());
    assertThat(one.headers().get("webhook-id")).isEqualTo(other.headers().get("webhook-id"));
    assertThat(one.headers().get("webhook-id")).startsWith("msg_").doesNotContain(".");
    assertThat(one.headers().get("webhook-signature"))
        .isNotEqualTo(other.headers().get("webhook-signature"));
    assertThat(one.headers())
        .containsAllEntriesOf(
            Signature.STANDARD.headers(
                String.valueOf(first.headers().get("webhook-id")),
                first.body(),
                List.of(KEY.reveal()),
                Samples.NOW));
  }

  @Test
  void a_batch_is_a_list_in_the_order_of_its_events() throws IOException {
    var config = config(3, Contact.HASHED);
    var batch =
        IntStream.range(0, 5).mapToObj(i -> Samples.allowed(Samples.purchase("e" + i))).toList();

    var calls = new Webhook(config).prepare(batch, Webhook.TYPE.credentials().apply(config));

    assertThat(calls).extracting(call -> call.deliveries().size()).containsExactly(3, 2);
    var body = new ObjectMapper().readTree(calls.getFirst().http().body());
    assertThat(body.path("type").asText()).isEqualTo("events");
    assertThat(body.path("data").findValuesAsText("event_id")).containsExactly("e0", "e1", "e2");
    assertThat(calls.getFirst().deliveries())
        .extracting(Delivery::key)
        .containsExactly("e0", "e1", "e2");
  }

  @ParameterizedTest
  @CsvSource({"CLEAR, Lovelace", "HASHED, sha256_email", "NONE, purchase"})
  void contact_data_goes_as_it_is_told_to(Contact contact, String shown) {
    var body = Ends.request(Webhook.TYPE, config(1, contact), event -> event).body();

    assertThat(body).contains(shown);
    assertThat(body.contains("@")).isEqualTo(contact == Contact.CLEAR);
    assertThat(body.contains(Hashing.sha256("ada.lovelace@example.com")))
        .isEqualTo(contact == Contact.HASHED);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 200, Delivered",
    "1, 202, Delivered",
    "1, 302, Retry",
    "1, 400, Rejected",
    "2, 400, Split Split",
    "1, 401, CredentialsRefused",
    "1, 410, CredentialsRefused",
    "1, 429, Retry",
    "1, 502, Retry",
  })
  void each_status_has_its_outcome(int size, int status, String outcomes) {
    assertThat(Ends.of(Webhook.TYPE, config(2, Contact.NONE), size, status, "words"))
        .isEqualTo(outcomes);
  }

  @Test
  void a_wrong_configuration_is_refused_in_words() {
    assertThatThrownBy(() -> config(0, Contact.NONE)).hasMessageContaining("batch must be 1");
    assertThatThrownBy(() -> config("ftp://x.example/", Optional.of(KEY)))
        .hasMessageContaining("url must be such as https");
    assertThatThrownBy(() -> config("https://a:b3f@x.example/", Optional.of(KEY)))
        .hasMessageContaining("url must hold no user and password: use headers")
        .hasMessageNotContaining("b3f");
    assertThatThrownBy(() -> config("https://x.example/", Optional.empty()))
        .hasMessageContaining("secret is required");
  }

  private static WebhookConfig config(String url, Optional<Secret> secret) {
    return new WebhookConfig(
        URI.create(url),
        Signature.STANDARD,
        secret,
        Optional.empty(),
        Map.of(),
        1,
        Duration.ZERO,
        Contact.HASHED,
        Duration.ofDays(3),
        Duration.ofSeconds(15));
  }

  private static WebhookConfig config(int batch, Contact contact) {
    return new WebhookConfig(
        URI.create("https://x.example/hook"),
        Signature.STANDARD,
        Optional.of(KEY),
        Optional.empty(),
        Map.of(),
        batch,
        Duration.ofMillis(200),
        contact,
        Duration.ofDays(3),
        Duration.ofSeconds(15));
  }
}
