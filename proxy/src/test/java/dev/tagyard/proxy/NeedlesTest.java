package dev.tagyard.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The search of the tests on consent finds what it is to find.
class NeedlesTest {
  private static final String VALUE = "grace.hopper@example.org";

  private final Needles needles = new Needles(List.of(VALUE, "somebody else"));

  @Test
  void finds_a_value_and_its_digest_in_every_form_amid_binary() throws Exception {
    var digest = MessageDigest.getInstance("SHA-256").digest(VALUE.getBytes(UTF_8));
    for (var bytes : List.of(VALUE.getBytes(UTF_8), digest)) {
      assertThat(needles.in(amidBinary(bytes))).containsExactly(VALUE);
      for (var text :
          List.of(
              HexFormat.of().formatHex(bytes),
              Base64.getEncoder().encodeToString(bytes),
              Base64.getUrlEncoder().encodeToString(bytes))) {
        assertThat(needles.in(amidBinary(text.getBytes(UTF_8)))).as(text).containsExactly(VALUE);
      }
    }
    assertThat(needles.in(amidBinary(new byte[32]))).isEmpty();
  }

  /// Bytes that are no UTF-8, and the first of what would be a longer character.
  private static byte[] amidBinary(byte[] bytes) {
    var all = new byte[bytes.length + 6];
    all[1] = (byte) 0xff;
    all[2] = (byte) 0xe2;
    System.arraycopy(bytes, 0, all, 3, bytes.length);
    all[all.length - 2] = (byte) 0xc3;
    return all;
  }
}
