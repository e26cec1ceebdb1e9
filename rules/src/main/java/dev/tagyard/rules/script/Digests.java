package dev.tagyard.rules.script;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Digests of a text's UTF-8 bytes, in lower-case hexadecimal digits.
final class Digests {
  private static final String HMAC = "HmacSHA256";

  /// Only ever copied: to ask for a new one costs a search of the security providers.
  private static final MessageDigest SHA_256 = fresh();

  private Digests() {}

  static String sha256(String text) {
    return HexFormat.of().formatHex(digest(text));
  }

  static String hmac(String key, String text) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException(Words.NO_KEY);
    }
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), HMAC));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException everyJdkCan) {
      throw new IllegalStateException(everyJdkCan);
    }
  }

  static long seed(String text) {
    return ByteBuffer.wrap(digest(text)).getLong();
  }

  private static byte[] digest(String text) {
    return copy().digest(text.getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest copy() {
    try {
      return (MessageDigest) SHA_256.clone();
    } catch (CloneNotSupportedException otherProvider) {
      return fresh();
    }
  }

  private static MessageDigest fresh() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
