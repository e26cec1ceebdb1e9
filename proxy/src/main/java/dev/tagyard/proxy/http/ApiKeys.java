package dev.tagyard.proxy.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/// Bearer tokens that are accepted. Compares in time that tells nothing of a key.
final class ApiKeys {
  private static final String SCHEME = "bearer ";

  private ApiKeys() {}

  /// @param authorization the header as sent
  static boolean accept(String authorization, List<String> keys) {
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    var offered = digest(authorization.substring(SCHEME.length()).trim());
    var found = false;
    for (var key : keys) {
      found |= MessageDigest.isEqual(offered, digest(key));
    }
    return found;
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (java.security.NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }
}
