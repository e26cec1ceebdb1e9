package dev.tagyard.proxy.source.ga4;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.source.Query;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// User-provided data of a hit: in clear as parameters, or as a token of digests. A digest stands
/// in the place of what it was made of, in hex; nothing is hashed twice later on.
final class Ga4UserData {
  private static final Map<String, String> PARAMETERS =
      Map.ofEntries(
          Map.entry("email_address", "email"),
          Map.entry("email", "email"),
          Map.entry("sha256_email_address", "email"),
          Map.entry("phone_number", "phone"),
          Map.entry("sha256_phone_number", "phone"),
          Map.entry("address.first_name", "first_name"),
          Map.entry("address.sha256_first_name", "first_name"),
          Map.entry("address.last_name", "last_name"),
          Map.entry("address.sha256_last_name", "last_name"),
          Map.entry("address.street", "street"),
          Map.entry("address.sha256_street", "street"),
          Map.entry("address.city", "city"),
          Map.entry("address.region", "region"),
          Map.entry("address.postal_code", "postal_code"),
          Map.entry("address.country", "country"));

  private static final Map<String, String> TOKEN =
      Map.of(
          "em", "email",
          "pn", "phone",
          "fn0", "first_name",
          "ln0", "last_name",
          "sa0", "street",
          "ct0", "city",
          "rg0", "region",
          "pc0", "postal_code",
          "co0", "country");

  private static final Set<String> PLACES = Set.of("city", "region", "postal_code", "country");
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

  /// What the tag writes where it could make no digest.
  private static final Pattern ERROR = Pattern.compile("e[0-9]");

  private static final int DIGEST_IN_BASE64 = 43;

  private Ga4UserData() {}

  /// @param name after `ep.user_data.`; an address may be numbered, and the first one counts
  static void fromParameter(String name, String value, ObjectNode user) {
    var field = PARAMETERS.get(name.replaceFirst("^address\\.0\\.", "address."));
    if (field != null && !value.isBlank()) {
      user.put(field, name.contains("sha256_") ? digest(value).orElse(value) : value);
    }
  }

  /// `tv.1~em.DIGEST~pn.DIGEST~…`; tokens that cannot be read hold nothing for us.
  static void fromToken(String token, ObjectNode user) {
    var fields = token.split("~", -1);
    if (!fields[0].equals("tv.1")) {
      return;
    }
    for (var field : fields) {
      var dot = field.indexOf('.');
      var name = dot < 0 ? null : TOKEN.get(field.substring(0, dot));
      if (name != null && dot + 1 < field.length()) {
        // Places are percent-encoded twice.
        var value = Query.decode(field.substring(dot + 1));
        if (PLACES.contains(name)) {
          if (!ERROR.matcher(value).matches()) {
            user.put(name, value);
          }
        } else {
          digest(value)
              .or(() -> Optional.of(value).filter(hex -> HEX.matcher(hex).matches()))
              .ifPresent(hex -> user.put(name, hex));
        }
      }
    }
  }

  /// SHA-256 as base64url without padding, in hex.
  private static Optional<String> digest(String value) {
    if (value.length() != DIGEST_IN_BASE64) {
      return Optional.empty();
    }
    try {
      return Optional.of(HexFormat.of().formatHex(Base64.getUrlDecoder().decode(value)));
    } catch (IllegalArgumentException noDigest) {
      return Optional.empty();
    }
  }
}
