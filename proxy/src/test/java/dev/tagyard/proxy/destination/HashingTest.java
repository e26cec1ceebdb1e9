package dev.tagyard.proxy.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HashingTest {
  private static final String HASH =
      "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b";

  @Test
  void hashes_the_normalised_text_in_utf_8_to_lower_case_hex() {
    assertThat(Hashing.hash(" Test@Example.com ", Hashing.SHA_256, Normalize::email))
        .hasValue(HASH);
  }

  @Test
  void what_is_hashed_already_passes_through_in_lower_case() {
    var given = " " + HASH.toUpperCase(Locale.ROOT) + "\n";

    assertThat(Hashing.hash(given, Hashing.SHA_256, Normalize::email)).hasValue(HASH);
  }

  @Test
  void nothing_is_left_out_and_never_hashed() {
    assertThat(Hashing.hash("  ", Hashing.SHA_256, Optional::of)).isEmpty();
    assertThat(Hashing.hash("", Hashing.META, Optional::of)).isEmpty();
    assertThat(Hashing.hash(Hashing.sha256(""), Hashing.SHA_256, Optional::of)).isEmpty();
  }

  @Test
  void meta_takes_md5_and_hashes_with_its_own_mark() {
    var md5 = "55502F40DC8B7C769880B10874ABC9D0";

    assertThat(Hashing.hash(md5, Hashing.META, Normalize::email))
        .hasValue(md5.toLowerCase(Locale.ROOT));
    assertThat(Hashing.hash(HASH + ".AQ", Hashing.META, Normalize::email)).hasValue(HASH + ".AQ");
  }

  @Test
  void google_takes_neither() {
    assertThat(
            Hashing.hash(
                "55502f40dc8b7c769880b10874abc9d0", Hashing.SHA_256, Normalize::emailForGoogle))
        .isEmpty();
  }
}
