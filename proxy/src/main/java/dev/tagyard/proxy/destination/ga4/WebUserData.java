package dev.tagyard.proxy.destination.ga4;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// User data as the token that the tag makes of it: `tv.1~em.DIGEST~pn.DIGEST~…`, digests in
/// base64url without padding, places percent-encoded once more than the hit itself.
final class WebUserData {
  private static final Map<String, String> DIGESTS =
      Map.of("sha256_first_name", "fn0", "sha256_last_name", "ln0", "sha256_street", "sa0");

  private static final Map<String, String> PLACES =
      Map.of("city", "ct0", "region", "rg0", "postal_code", "pc0", "country", "co0");

  private static final List<String> ORDER =
      List.of(
          "sha256_first_name",
          "sha256_last_name",
          "sha256_street",
          "city",
          "region",
          "postal_code",
          "country");

  private WebUserData() {}

  /// @param user the `user_data` object of the Measurement Protocol
  static String token(ObjectNode user) {
    var token = new StringBuilder("tv.1");
    digest(token, "em", user.path("sha256_email_address").path(0));
    digest(token, "pn", user.path("sha256_phone_number").path(0));
    var address = user.path("address").path(0);
    for (var key : ORDER) {
      digest(token, DIGESTS.getOrDefault(key, ""), address.path(key));
      var place = PLACES.get(key);
      if (place != null && address.has(key)) {
        token.append('~').append(place).append('.');
        token.append(WebHit.encode(address.path(key).asText()).replace("~", "%7E"));
      }
    }
    return token.toString();
  }

  private static void digest(StringBuilder token, String code, JsonNode hex) {
    if (!code.isEmpty() && hex.isTextual()) {
      var bytes = HexFormat.of().parseHex(hex.asText());
      token.append('~').append(code).append('.');
      token.append(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
  }
}
