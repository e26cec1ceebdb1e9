package dev.tagyard.proxy.destination.webhook;

import dev.tagyard.rules.yaml.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How a receiver can tell that a request is ours. Sources: <https://www.standardwebhooks.com>,
/// <https://docs.stripe.com/webhooks/signature> and
/// <https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries>, read
/// 2026-11-22.
public enum Signature {
  STANDARD {
    @Override
    Map<String, String> headers(String id, String body, List<String> secrets, Instant now) {
      var timestamp = Long.toString(now.getEpochSecond());
      var text = id + "." + timestamp + "." + body;
      return Map.of(
          "webhook-id",
          id,
          "webhook-timestamp",
          timestamp,
          "webhook-signature",
          secrets.stream()
              .map(secret ->
                  "v1," + Base64.getEncoder().encodeToString(hmac(standardKey(secret), text)))
              .collect(Collectors.joining(" ")));
    }

    @Override
    void check(Secret secret) {
      var key = standardKey(secret.reveal());
      if (key.length < 24 || key.length > 64) {
        throw new IllegalArgumentException(
            "a secret must be whsec_ and 24 to 64 bytes in base64; make one by: openssl rand"
                + " -base64 32");
      }
    }
  },
  STRIPE {
    @Override
    Map<String, String> headers(String id, String body, List<String> secrets, Instant now) {
      var timestamp = Long.toString(now.getEpochSecond());
      return Map.of(
          "webhook-id",
          id,
          "stripe-signature",
          "t="
              + timestamp
              + secrets.stream()
                  .map(secret -> ",v1=" + hex(hmac(bytes(secret), timestamp + "." + body)))
                  .collect(Collectors.joining()));
    }
  },
  GITHUB {
    @Override
    Map<String, String> headers(String id, String body, List<String> secrets, Instant now) {
      return Map.of(
          "x-github-delivery",
          id,
          "x-hub-signature-256",
          "sha256=" + hex(hmac(bytes(secrets.getFirst()), body)));
    }
  },
  NONE {
    @Override
    Map<String, String> headers(String id, String body, List<String> secrets, Instant now) {
      return Map.of("webhook-id", id);
    }
  };

  private static final String PREFIX = "whsec_";

  /// @param id of the message, the same at each attempt
  /// @param secrets the newest first
  abstract Map<String, String> headers(String id, String body, List<String> secrets, Instant now);

  /// @throws IllegalArgumentException for a key that this signature cannot use
  void check(Secret secret) {
    if (secret.reveal().isBlank()) {
      throw new IllegalArgumentException("a secret is empty");
    }
  }

  private static byte[] standardKey(String secret) {
    try {
      return Base64.getDecoder()
          .decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException("a secret must be whsec_ and base64", notBase64);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
