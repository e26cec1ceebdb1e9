package dev.tagyard.proxy.destination.ga4;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.Hashing;
import dev.tagyard.proxy.destination.JsonText;
import dev.tagyard.proxy.destination.Normalize;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// What stands once in a request, for all of its events: who, from where, with which consent.
/// Source: <https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference>
/// and the page on user-provided data, read 2026-11-22.
final class Envelope {
  static final List<Field> FIELDS =
      List.of(
          new Field(
              "client_id",
              "user.client_id, ids.ga, visitor.id, event_id",
              "the first there is; the last two give two numbers by hash",
              delivery -> Optional.of(TextNode.valueOf(ClientId.of(delivery.event())))),
          new Field(
              "user_id",
              "user.user_id",
              "up to 256 characters",
              delivery ->
                  delivery
                      .event()
                      .text("user.user_id")
                      .filter(id -> id.length() <= 256)
                      .map(TextNode::valueOf)),
          new Field(
              "user_properties",
              "user_properties",
              "each as {value: …}, at most 25; names cut to 24 characters, texts to 36; names that"
                  + " Google reserves stay here",
              delivery -> delivery.event().at("user_properties").flatMap(UserProperties::of)),
          person(
              "sha256_email_address[]",
              "user.email",
              "trimmed, lower case, Gmail without dots, SHA-256",
              hash(Normalize::emailForGoogle)),
          person(
              "sha256_phone_number[]",
              "user.phone",
              "+ and digits, SHA-256",
              hash(Normalize::phoneE164)),
          person(
              "address[].sha256_first_name",
              "user.first_name",
              "lower case, no digits or symbols, SHA-256",
              hash(Normalize::nameSpaced)),
          person(
              "address[].sha256_last_name",
              "user.last_name",
              "lower case, no digits or symbols, SHA-256",
              hash(Normalize::nameSpaced)),
          person(
              "address[].sha256_street",
              "user.street",
              "lower case, no symbols, SHA-256",
              hash(Normalize::street)),
          person(
              "address[].city",
              "user.city",
              "lower case, no digits or symbols",
              Normalize::nameSpaced),
          person(
              "address[].region",
              "user.region",
              "lower case, no digits or symbols",
              Normalize::nameSpaced),
          person(
              "address[].postal_code", "user.postal_code", "without . and ~", Envelope::postalCode),
          person(
              "address[].country",
              "user.country",
              "two letters in capitals",
              raw -> Normalize.country(raw).map(code -> code.toUpperCase(Locale.ROOT))),
          consent("ad_user_data", VendorFlags::adUserData),
          consent("ad_personalization", VendorFlags::adPersonalization),
          new Field(
              "ip_override",
              "visitor.ip",
              "as it is",
              delivery ->
                  delivery
                      .event()
                      .text("visitor.ip")
                      .flatMap(Normalize::ip)
                      .map(TextNode::valueOf)),
          Field.text("user_agent", "visitor.user_agent"));

  private Envelope() {}

  static ObjectNode of(Delivery delivery) {
    return Field.fill(JsonNodeFactory.instance.objectNode(), FIELDS, delivery);
  }

  /// As JSON, made once for each delivery.
  static String text(Delivery delivery) {
    return delivery.once(FIELDS, _ -> JsonText.of(of(delivery)));
  }

  /// User data is for ads: it stays here where its use for them was refused.
  private static Field person(
      String key, String path, String treatment, Function<String, Optional<String>> make) {
    return new Field(
        "user_data." + key,
        path,
        treatment,
        delivery ->
            delivery.consent().flags().adUserData().orElse(true)
                ? delivery.event().text(path).flatMap(make).map(TextNode::valueOf)
                : Optional.empty());
  }

  private static Function<String, Optional<String>> hash(
      Function<String, Optional<String>> normalize) {
    return raw -> Hashing.hash(raw, Hashing.SHA_256, normalize);
  }

  private static Optional<String> postalCode(String raw) {
    return Optional.of(Normalize.trim(raw.replace(".", "").replace("~", "")))
        .filter(code -> !code.isEmpty());
  }

  private static Field consent(String key, Function<VendorFlags, Optional<Boolean>> flag) {
    return new Field(
        "consent." + key,
        "consent decision",
        "GRANTED or DENIED; left out when nothing was said",
        delivery -> flag.apply(delivery.consent().flags()).map(Envelope::word));
  }

  private static JsonNode word(boolean granted) {
    return TextNode.valueOf(granted ? "GRANTED" : "DENIED");
  }
}
