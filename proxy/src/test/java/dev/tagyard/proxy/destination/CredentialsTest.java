package dev.tagyard.proxy.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CredentialsTest {
  private static final Credentials CREDENTIALS =
      new Credentials(Map.of("token", "a b/c\"d", "short", "xyz"));

  @Test
  void a_secret_in_an_answer_is_masked_however_it_is_written() {
    var said = "raw a b/c\"d, address a+b%2Fc%22d, JSON a b/c\\\"d, xyz";

    var masked = CREDENTIALS.mask(new HttpReply(400, Map.of("x", "y"), said));

    assertThat(masked.body()).isEqualTo("raw ***, address ***, JSON ***, xyz");
    assertThat(masked.status()).isEqualTo(400);
    assertThat(masked.headers()).containsEntry("x", "y");
  }

  @Test
  void no_secret_is_shown() {
    assertThat(CREDENTIALS.toString()).doesNotContain("a b/c");
    assertThat(CREDENTIALS.masked().get("token")).isEqualTo("***");
  }
}
