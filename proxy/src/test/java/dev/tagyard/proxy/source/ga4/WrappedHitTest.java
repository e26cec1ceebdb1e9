package dev.tagyard.proxy.source.ga4;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrappedHitTest {
  /// Has `+` and `/` in its base64, and needs padding.
  private static final String HIT = "v=2&tid=G-TEST123&en=page_view&dt=~~~???>>>ÿÿ&cid=1.23";

  private static final byte[] WRAPPED = ("/g/collect?" + HIT).getBytes(StandardCharsets.UTF_8);
  private static final String BASE64 = Base64.getEncoder().encodeToString(WRAPPED);

  @Test
  void a_hit_is_found_however_its_base64_is_written() {
    assertThat(BASE64).contains("+", "=");

    assertThat(WrappedHit.unwrap("x=" + BASE64)).contains(HIT);
    assertThat(WrappedHit.unwrap("x=" + URLEncoder.encode(BASE64, StandardCharsets.UTF_8)))
        .contains(HIT);
    assertThat(WrappedHit.unwrap("x=" + BASE64.replace("=", ""))).contains(HIT);
    assertThat(WrappedHit.unwrap("x=" + Base64.getUrlEncoder().encodeToString(WRAPPED)))
        .contains(HIT);
  }

  @Test
  void parameters_beside_it_are_the_hits_too() {
    assertThat(WrappedHit.unwrap("a=1&k=" + BASE64 + "&&b=%20")).contains(HIT + "&a=1&b=%20");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "x=", "x=%%%", "x=L2cvY29sbGVjdA", "en=page_view&v=2", "&&=&"})
  void what_holds_no_hit_is_none(String query) {
    assertThat(WrappedHit.unwrap(query)).isEmpty();
  }
}
