package dev.tagyard.proxy.destination.linkedin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.destination.AdConsent;
import dev.tagyard.proxy.destination.Amounts;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.proxy.destination.EventNames;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.Fields;
import dev.tagyard.proxy.destination.Hashing;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.JsonVendor;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Need;
import dev.tagyard.proxy.destination.Normalize;
import dev.tagyard.proxy.destination.Wire;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// LinkedIn Conversions API. The kind of event belongs to the conversion rule, not to the call.
/// Source:
/// <https://learn.microsoft.com/en-us/linkedin/marketing/integrations/ads-reporting/conversions-api>,
/// read 2026-11-22.
public final class LinkedIn {
  /// Vendor 804. There is no field for an opt-out, so an opt-out is a no.
  public static final DestinationType<LinkedInConfig> TYPE =
      new DestinationType<>(
          "linkedin",
          LinkedInConfig.class,
          AdConsent.listed(
              804,
              AdConsent.ADVERTISING,
              Set.of(1, 3, 4),
              Set.of(2, 7, 9, 10),
              Set.of(2, 7, 9, 10),
              Verdict.DENY),
          LinkedIn::of,
          config -> new Credentials(Map.of("access_token", config.accessToken().reveal())));

  private static final URI ADDRESS = URI.create("https://api.linkedin.com/rest/conversionEvents");

  private LinkedIn() {}

  static Destination of(LinkedInConfig config) {
    return new JsonVendor(
        new Wire(
            new Limits(
                5_000,
                1_000_000,
                Duration.ofDays(90),
                Duration.ofMillis(200),
                config.timeout(),
                true,
                Limits.Deduplication.BY_EVENT_ID),
            names(config),
            fields(config),
            List.of(Need.anyOf("no_usable_user_data", "user.userIds", "user.userInfo")),
            frame(config),
            LinkedInReply::read,
            Optional.empty(),
            List.of(config.accessToken())));
  }

  static List<Field> fields(LinkedInConfig config) {
    var names = names(config);
    var fields = new ArrayList<Field>();
    fields.add(
        new Field(
            "conversion",
            "event_name",
            "the rule that conversions names",
            d -> names.find(d.event().name()).map(TextNode::valueOf)));
    fields.add(Fields.millis("conversionHappenedAt"));
    fields.add(Field.text("eventId", "event_id"));
    fields.add(
        new Field(
            "conversionValue",
            "params.value, params.currency",
            "decimal as text with the currency; both or none",
            LinkedIn::value));
    fields.add(
        new Field(
            "user.userIds",
            "user.email, ids.li_fat_id",
            "trimmed, lower case, SHA-256; the click id as it is",
            LinkedIn::ids));
    if (config.names()) {
      fields.add(
          new Field(
              "user.userInfo",
              "user.first_name, user.last_name, user.country",
              "in the clear; only with both names",
              LinkedIn::info));
    }
    fields.add(Field.text("user.externalIds[]", "user.user_id"));
    return List.copyOf(fields);
  }

  private static EventNames names(LinkedInConfig config) {
    return new EventNames(
        Map.of(),
        ours ->
            Optional.ofNullable(config.conversions().get(ours))
                .map(id -> "urn:lla:llaPartnerConversion:" + id),
        EventNames.NO_REFUND);
  }

  private static Wire.Frame frame(LinkedInConfig config) {
    var uri = config.endpoint().map(to -> Endpoints.onto(ADDRESS, to)).orElse(ADDRESS);
    return (events, credentials) ->
        HttpCall.json(
            uri,
            Map.of(
                "authorization",
                "Bearer " + credentials.get("access_token"),
                "linkedin-version",
                config.apiVersion(),
                "x-restli-protocol-version",
                "2.0.0",
                "x-restli-method",
                "BATCH_CREATE"),
            "{\"elements\":[" + events + "]}");
  }

  private static Optional<JsonNode> value(Delivery delivery) {
    var event = delivery.event();
    var amount = event.at("params.value").flatMap(Amounts::of).map(BigDecimal::toPlainString);
    return event
        .text("params.currency")
        .flatMap(Amounts::currency)
        .flatMap(currency ->
            amount.map(text ->
                JsonNodeFactory.instance
                    .objectNode()
                    .put("currencyCode", currency)
                    .put("amount", text)));
  }

  private static Optional<JsonNode> ids(Delivery delivery) {
    var ids = JsonNodeFactory.instance.arrayNode();
    delivery
        .event()
        .text("user.email")
        .flatMap(raw -> Hashing.hash(raw, Hashing.SHA_256, Normalize::email))
        .ifPresent(hash -> ids.addObject().put("idType", "SHA256_EMAIL").put("idValue", hash));
    delivery
        .event()
        .text("ids.li_fat_id")
        .filter(id -> !id.isBlank())
        .ifPresent(id ->
            ids.addObject()
                .put("idType", "LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID")
                .put("idValue", id));
    return ids.isEmpty() ? Optional.empty() : Optional.of(ids);
  }

  private static Optional<JsonNode> info(Delivery delivery) {
    var event = delivery.event();
    var first = event.text("user.first_name").flatMap(Normalize::trimmed);
    var last = event.text("user.last_name").flatMap(Normalize::trimmed);
    if (first.isEmpty() || last.isEmpty()) {
      return Optional.empty();
    }
    var info = JsonNodeFactory.instance.objectNode();
    info.put("firstName", first.get()).put("lastName", last.get());
    event
        .text("user.country")
        .flatMap(Normalize::countryCapitals)
        .ifPresent(country -> info.put("countryCode", country));
    return Optional.of(info);
  }
}
