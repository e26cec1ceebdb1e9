package dev.tagyard.proxy.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CredentialsTest {
  private static final Credentials TWO =
      new Credentials(Map.of("token", "s3cret/+ x", "pin", "123"));

  @Test
  void a_text_is_shown_without_its_secrets_however_they_are_written() {
    assertThat(TWO.mask("a=s3cret/+ x&b=s3cret%2F%2B+x&c=1234")).isEqualTo("a=***&b=***&c=1234");
    assertThat(TWO.mask("authorization: Basic dXNlcjpzM2NyZXQ="))
        .isEqualTo("authorization: Basic ***");
  }

  @Test
  void a_token_that_comes_later_is_masked_until_then() {
    assertThat(TWO.orMask("access_token")).isEqualTo("***");
    assertThat(TWO.with("access_token", "t-1").orMask("access_token")).isEqualTo("t-1");
    assertThat(TWO.with("access_token", "t-1").masked().get("access_token")).isEqualTo("***");
    assertThat(TWO.has("access_token")).isFalse();
  }

  private static final Credentials CREDENTIALS =
      new Credentials(Map.of("token", "a b/c\"d", "short", "xyz"));

  @Test
  void a_secret_in_an_answer_is_masked_however_it_is_written() {
    var said = "raw a b/c\"d, address a+b%2Fc%22d, JSON a b/c\\\"d, xyz";

    var masked =
        CREDENTIALS.mask(new HttpReply(400, Map.of("x", "y", "location", "/?k=a b/c\"d"), said));

    assertThat(masked.body()).isEqualTo("raw ***, address ***, JSON ***, xyz");
    assertThat(masked.status()).isEqualTo(400);
    assertThat(masked.headers()).containsEntry("x", "y").containsEntry("location", "/?k=***");
  }

  @Test
  void the_words_of_json_are_nobody_s_secret() {
    var settings = new Credentials(Map.of("ignore.keys", "true", "push", "false"));

    assertThat(settings.mask("{\"retry\":true,\"ok\":false}"))
        .isEqualTo("{\"retry\":true,\"ok\":false}");
  }

  @Test
  void no_secret_is_shown() {
    assertThat(CREDENTIALS.toString()).doesNotContain("a b/c");
    assertThat(CREDENTIALS.masked().get("token")).isEqualTo("***");
  }
}
