package dev.tagyard.proxy.destination.datamanager;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.proxy.destination.Replies;
import dev.tagyard.rules.yaml.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/// The key file of a Google service account, which vouches for itself by a signed assertion.
/// Source: RFC 7523, and <https://developers.google.com/identity/protocols/oauth2/service-account>,
/// read 2026-11-22.
record ServiceAccount(String email, String keyId, PrivateKey key) {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final Duration LASTS = Duration.ofHours(1);

  /// @throws IllegalArgumentException when it is no such file
  static ServiceAccount parse(Secret file) {
    var json = Replies.json(file.reveal());
    var pem =
        json.path("private_key")
            .asText()
            .replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "")
            .replaceAll("\\s", "");
    try {
      var key =
          KeyFactory.getInstance("RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
      var email = json.path("client_email").asText();
      if (email.isEmpty()) {
        throw new IllegalArgumentException("service_account has no client_email");
      }
      return new ServiceAccount(email, json.path("private_key_id").asText(), key);
    } catch (GeneralSecurityException | IllegalArgumentException broken) {
      throw new IllegalArgumentException(
          "service_account is no key file of a service account (JSON with client_email and"
              + " private_key)",
          broken);
    }
  }

  /// A JWT, signed by RS256.
  String assertion(String scope, String audience, Instant now) {
    var header = JsonNodeFactory.instance.objectNode();
    header.put("alg", "RS256").put("typ", "JWT");
    if (!keyId.isEmpty()) {
      header.put("kid", keyId);
    }
    var claims = JsonNodeFactory.instance.objectNode();
    claims.put("iss", email).put("scope", scope).put("aud", audience);
    claims.put("iat", now.getEpochSecond()).put("exp", now.plus(LASTS).getEpochSecond());
    var signed = encoded(header.toString()) + "." + encoded(claims.toString());
    return signed + "." + BASE64.encodeToString(signature(signed));
  }

  private byte[] signature(String text) {
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String encoded(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "ServiceAccount[***]";
  }
}
