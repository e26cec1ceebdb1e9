package dev.tagyard.proxy.destination.datamanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.consent.Europe;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.proxy.destination.Amounts;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.Fields;
import dev.tagyard.proxy.destination.Goods;
import dev.tagyard.proxy.destination.Hashing;
import dev.tagyard.proxy.destination.Normalize;
import dev.tagyard.rules.event.Event;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// One event as `events:ingest` wants it. Source:
/// <https://developers.google.com/data-manager/api/reference/rest/v1/events/ingest>, read
/// 2026-11-22.
final class IngestFields {
  /// What takes a conversion back, wholly or in part: the same transaction with another value.
  static final Set<String> TAKING_BACK = Set.of("refund", "cancel");

  /// The best known first.
  private static final List<String> CLICKS = List.of("gclid", "gbraid", "wbraid");

  private static final List<Field> EVENT =
      List.of(
          Fields.fixed("destinationReferences[]", TextNode.valueOf("d1")),
          new Field(
              "transactionId",
              "params.transaction_id, else event_id",
              "as it is; a refund needs the first",
              IngestFields::transaction),
          Fields.iso("eventTimestamp"),
          new Field(
              "lastUpdatedTimestamp",
              "event_time",
              "ISO 8601, UTC; of refunds alone",
              d -> takesBack(d) ? Fields.iso("").read().apply(d) : Optional.empty()),
          Fields.source(
              "eventSource",
              "WEB",
              """
              app APP, physical_store IN_STORE, phone_call PHONE, email MESSAGE, chat MESSAGE,
              business_messaging MESSAGE, system_generated OTHER, other OTHER
              """),
          new Field(
              "conversionValue",
              "params.value; for a refund params.remaining_value",
              "number; 0 for a whole refund",
              IngestFields::value),
          Fields.currency("currency"),
          click("gclid"),
          click("gbraid"),
          click("wbraid"),
          new Field(
              "userData.userIdentifiers",
              "user.email, user.phone, user.first_name with last_name, country and postal_code",
              "email: lower case, Gmail without dots and plus; phone: + and digits; names: lower"
                  + " case, no titles; each SHA-256; not where ad_user_data was refused",
              IngestFields::people),
          consent("consent.adUserData", VendorFlags::adUserData),
          consent("consent.adPersonalization", VendorFlags::adPersonalization),
          new Field(
              "eventDeviceInfo.userAgent",
              "visitor.user_agent",
              "as it is; only from a known country outside the EEA, GB and CH",
              d -> device(d, "visitor.user_agent", Normalize::trimmed)),
          new Field(
              "eventDeviceInfo.ipAddress",
              "visitor.ip",
              "as it is; only from a known country outside the EEA, GB and CH",
              d -> device(d, "visitor.ip", Normalize::ip)));

  private IngestFields() {}

  static List<Field> of(DataManagerConfig config) {
    var fields = new ArrayList<>(EVENT);
    config
        .merchantId()
        .ifPresent(merchant -> {
          fields.add(bought("cartData.merchantId", merchant));
          config
              .merchantFeedLabel()
              .ifPresent(label -> fields.add(bought("cartData.merchantFeedLabel", label)));
          config
              .merchantFeedLanguage()
              .ifPresent(code -> fields.add(bought("cartData.merchantFeedLanguageCode", code)));
          fields.add(
              Goods.list(
                  "cartData.items",
                  List.of(
                      Goods.text("merchantProductId", "item_id"),
                      Goods.countText("quantity"),
                      Goods.number("unitPrice", "price"))));
        });
    return List.copyOf(fields);
  }

  static boolean takesBack(Delivery delivery) {
    return TAKING_BACK.contains(delivery.event().name());
  }

  private static Field click(String kind) {
    return new Field(
        "adIdentifiers." + kind,
        "ids." + kind,
        "as it is; of gclid, gbraid and wbraid the one that ids.seen_at has as the newest",
        d ->
            newestClick(d.event())
                .filter(kind::equals)
                .flatMap(_ -> d.event().text("ids." + kind))
                .map(TextNode::valueOf));
  }

  /// Google refuses an upload with several of them.
  private static Optional<String> newestClick(Event event) {
    return CLICKS.stream()
        .filter(kind -> event.text("ids." + kind).filter(id -> !id.isBlank()).isPresent())
        .reduce((first, next) -> seen(event, next).isAfter(seen(event, first)) ? next : first);
  }

  private static Instant seen(Event event, String kind) {
    return event
        .at("ids.seen_at." + kind)
        .map(at -> Instant.ofEpochMilli(at.asLong()))
        .orElse(Instant.MIN);
  }

  private static Field bought(String name, String value) {
    return Goods.where(name, value);
  }

  private static Optional<JsonNode> transaction(Delivery delivery) {
    var event = delivery.event();
    return event
        .text("params.transaction_id")
        .or(() -> takesBack(delivery) ? Optional.empty() : event.text("event_id"))
        .filter(id -> !id.isBlank() && id.length() <= 512)
        .map(TextNode::valueOf);
  }

  /// What is left of a conversion is its new value. A refund that lists items is partial: only the
  /// shop knows what is left.
  private static Optional<JsonNode> value(Delivery delivery) {
    if (!takesBack(delivery)) {
      return Amounts.json(delivery, "params.value");
    }
    return Amounts.json(delivery, "params.remaining_value")
        .or(() ->
            Goods.items(delivery).findAny().isPresent()
                ? Optional.empty()
                : Optional.of(DecimalNode.valueOf(BigDecimal.ZERO)));
  }

  private static Optional<JsonNode> people(Delivery delivery) {
    if (!delivery.consent().flags().adUserData().orElse(true)) {
      return Optional.empty();
    }
    var list = JsonNodeFactory.instance.arrayNode();
    hashed(delivery, "user.email", Normalize::emailForGoogleAds)
        .ifPresent(hash -> list.addObject().put("emailAddress", hash));
    hashed(delivery, "user.phone", Normalize::phoneE164)
        .ifPresent(hash -> list.addObject().put("phoneNumber", hash));
    address(delivery).ifPresent(address -> list.addObject().set("address", address));
    return list.isEmpty() ? Optional.empty() : Optional.of(list);
  }

  /// All four parts, or none of it is taken.
  private static Optional<JsonNode> address(Delivery delivery) {
    var given = hashed(delivery, "user.first_name", Normalize::nameUntitled);
    var family = hashed(delivery, "user.last_name", Normalize::nameUntitled);
    var region = delivery.event().text("user.country").flatMap(Normalize::country);
    var postal = delivery.event().text("user.postal_code").flatMap(Normalize::trimmed);
    if (given.isEmpty() || family.isEmpty() || region.isEmpty() || postal.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        JsonNodeFactory.instance
            .objectNode()
            .put("givenName", given.get())
            .put("familyName", family.get())
            .put("regionCode", region.get().toUpperCase(Locale.ROOT))
            .put("postalCode", postal.get()));
  }

  private static Optional<String> hashed(
      Delivery delivery, String path, Function<String, Optional<String>> normalize) {
    return delivery
        .event()
        .text(path)
        .flatMap(raw -> Hashing.hash(raw, Hashing.SHA_256, normalize));
  }

  /// Google wants none of people in Europe. Where the visitor is, or only the bill goes there,
  /// counts alike, and so does that nobody knows.
  private static Optional<JsonNode> device(
      Delivery delivery, String path, Function<String, Optional<String>> make) {
    var event = delivery.event();
    var europe =
        Stream.of("visitor.country", "user.country")
            .anyMatch(country ->
                event.text(country).map(Normalize::trim).filter(Europe::has).isPresent());
    return europe || Fields.country(delivery).isEmpty()
        ? Optional.empty()
        : event.text(path).flatMap(make).map(TextNode::valueOf);
  }

  private static Field consent(String name, Function<VendorFlags, Optional<Boolean>> flag) {
    return new Field(
        name,
        "consent decision",
        "CONSENT_GRANTED or CONSENT_DENIED; left out when nothing was said",
        d ->
            flag.apply(d.consent().flags())
                .map(granted -> TextNode.valueOf(granted ? "CONSENT_GRANTED" : "CONSENT_DENIED")));
  }
}
