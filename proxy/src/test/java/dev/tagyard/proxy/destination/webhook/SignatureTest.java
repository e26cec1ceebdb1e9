package dev.tagyard.proxy.destination.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.rules.yaml.Secret;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
  private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /// The example that the Standard Webhooks libraries are tested with.
  @Test
  void the_published_example_of_standard_webhooks_is_signed_so() {
    var headers =
        Signature.STANDARD.headers(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "{\"test\": 2432232314}",
            List.of(KEY),
            Instant.ofEpochSecond(1614265330));

    assertThat(headers)
        .containsEntry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
        .containsEntry("webhook-timestamp", "1614265330")
        .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void two_keys_give_two_signatures() {
    var headers = Signature.STANDARD.headers("m", "{}", List.of(KEY, KEY), Instant.EPOCH);

    var both = String.valueOf(headers.get("webhook-signature")).split(" ", -1);
    assertThat(both).hasSize(2);
    assertThat(both[0]).isEqualTo(both[1]);
  }

  /// GitHub's own example.
  @Test
  void the_published_example_of_github_is_signed_so() {
    var headers =
        Signature.GITHUB.headers(
            "m", "Hello, World!", List.of("It's a Secret to Everybody"), Instant.EPOCH);

    assertThat(headers)
        .containsEntry(
            "x-hub-signature-256",
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  }

  @Test
  void stripe_s_has_its_time_and_one_part_a_key() {
    var headers = Signature.STRIPE.headers("m", "{}", List.of("a", "b"), Instant.ofEpochSecond(7));

    assertThat(headers.get("stripe-signature")).matches("t=7,v1=[0-9a-f]{64},v1=[0-9a-f]{64}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whsec_", "whsec_short", "whsec_***", "no base64 at all"})
  void a_key_that_standard_webhooks_cannot_use_is_refused(String key) {
    assertThatThrownBy(() -> Signature.STANDARD.check(new Secret(key)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("whsec_");
  }
}
