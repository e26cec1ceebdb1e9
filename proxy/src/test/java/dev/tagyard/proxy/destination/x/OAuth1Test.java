package dev.tagyard.proxy.destination.x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.destination.Samples;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OAuth1Test {
  /// RFC 5849, section 3.4.1.1; what its body holds stands in the query here.
  @Test
  void the_text_to_sign_is_that_of_the_standard() {
    var base =
        OAuth1.base(
            "POST",
            URI.create("http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b&c2&a3=2+q"),
            Map.of(
                "oauth_consumer_key", "9djdj82h48djs9d2",
                "oauth_token", "kkk9d7dh3k39sjv7",
                "oauth_signature_method", "HMAC-SHA1",
                "oauth_timestamp", "137131201",
                "oauth_nonce", "7d8f3e4a"));

    assertThat(base)
        .isEqualTo(
            "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D"
                + "%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26"
                + "oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp"
                + "%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7");
  }

  /// RFC 5849, section 1.2: the three requests of its example.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST|https://photos.example.net/initiate|oauth_timestamp=137131200"
            + " oauth_nonce=wIjqoS"
            + " oauth_callback=http://printer.example.com/ready|''|74KNZJeDHnMBp0EMJ9ZHt/XKycU=",
        "POST|https://photos.example.net/token|oauth_timestamp=137131201 oauth_nonce=walatlh"
            + " oauth_token=hh5s93j4hdidpola"
            + " oauth_verifier=hfdp7dh39dks9884|hdhd0244k9j7ao03|gKgrFCywp7rO0OXSjdot/IHF7IU=",
        "GET|http://photos.example.net/photos?file=vacation.jpg&size=original|oauth_timestamp=137131202"
            + " oauth_nonce=chapoH"
            + " oauth_token=nnch734d00sl2jdk|pfkkdhi9sl3r4s00|MdpQcU8iPSUjWoN/UDMsK2sui9I=",
      })
  void the_standard_s_examples_are_signed_so(
      String method, String uri, String more, String tokenSecret, String signature) {
    var parameters =
        Stream.of(more.split(" ", -1))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, b) -> b, TreeMap::new));
    parameters.put("oauth_consumer_key", "dpf43f3p2l4k3l03");
    parameters.put("oauth_signature_method", "HMAC-SHA1");

    var base = OAuth1.base(method, URI.create(uri), parameters);

    assertThat(OAuth1.signature(base, "kd94hf93k423kf44", tokenSecret)).isEqualTo(signature);
  }

  @Test
  void a_request_is_signed_anew_at_each_attempt_and_shows_no_secret() {
    var config = config(Optional.empty(), "k");
    var x = X.TYPE.build().apply(config);
    var credentials = X.TYPE.credentials().apply(config);
    var call =
        x.prepare(List.of(Samples.allowed(Samples.purchase("e1"))), credentials).getFirst().http();

    var first = x.sign(call, credentials, Samples.NOW).headers().getOrDefault("authorization", "");
    var second =
        x.sign(call, credentials, Samples.NOW.plusSeconds(1))
            .headers()
            .getOrDefault("authorization", "");

    assertThat(first)
        .matches(
            "OAuth oauth_consumer_key=\"key-of-nobody\", oauth_nonce=\"[0-9a-f]{32}\","
                + " oauth_signature=\"[A-Za-z0-9%]+%3D\", oauth_signature_method=\"HMAC-SHA1\","
                + " oauth_timestamp=\"\\d{10}\", oauth_token=\"token-of-nobody\","
                + " oauth_version=\"1.0\"");
    assertThat(second).isNotEqualTo(first);
    assertThat(first + call.headers() + call.body()).doesNotContain("secret-of");
    assertThat(call.headers()).doesNotContainKey("x-pixel-token");
  }

  @Test
  void it_takes_either_the_pixel_s_token_or_all_four_keys() {
    assertThatThrownBy(() -> config(Optional.empty(), ""))
        .hasMessageContaining("either pixel_token");
    assertThatThrownBy(() -> config(Optional.of(new Secret("t")), "k"))
        .hasMessageContaining("either pixel_token");
  }

  private static XConfig config(Optional<Secret> pixelToken, String key) {
    return new XConfig(
        "pq3xy",
        pixelToken,
        key.isEmpty() ? Optional.empty() : Optional.of(new Secret("key-of-nobody")),
        Optional.of(new Secret("secret-of-the-app")),
        Optional.of(new Secret("token-of-nobody")),
        Optional.of(new Secret("secret-of-the-token")),
        Map.of(),
        Optional.empty(),
        "12",
        Duration.ofDays(90),
        Duration.ofSeconds(10));
  }
}
