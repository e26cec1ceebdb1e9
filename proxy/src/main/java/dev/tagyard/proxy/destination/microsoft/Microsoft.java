package dev.tagyard.proxy.destination.microsoft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.consent.ConsentPolicy;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.destination.AdConsent;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.proxy.destination.EventNames;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.Fields;
import dev.tagyard.proxy.destination.Goods;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.JsonVendor;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Need;
import dev.tagyard.proxy.destination.Normalize;
import dev.tagyard.proxy.destination.Wire;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Microsoft's UET Conversions API. Source:
/// <https://learn.microsoft.com/en-us/advertising/guides/uet-conversion-api-integration>, read
/// 2026-11-22.
public final class Microsoft {
  /// `adStorageConsent` D is its form for a refusal and for an opt-out.
  public static final DestinationType<MicrosoftConfig> TYPE =
      new DestinationType<>(
          "microsoft",
          MicrosoftConfig.class,
          consent(Verdict.RESTRICT),
          Microsoft::of,
          config -> new Credentials(Map.of("access_token", config.accessToken().reveal())));

  private static final String PAGE_LOAD = "page_view";
  private static final Map<String, String> PAGES =
      Map.of(
          "view_item", "product",
          "search", "searchresults",
          "view_cart", "cart",
          "purchase", "purchase");

  /// Names go as they are: a goal matches whatever name it was given.
  static final EventNames NAMES = new EventNames(Map.of(), Optional::of, EventNames.NO_REFUND);

  static final List<Field> FIELDS =
      List.of(
          new Field(
              "eventType",
              "event_name",
              "pageLoad for page_view, else custom",
              d -> text(d.event().name().equals(PAGE_LOAD) ? "pageLoad" : "custom")),
          new Field(
              "eventName",
              "event_name",
              "as it is; not with pageLoad",
              d -> text(d.event().name()).filter(name -> !name.asText().equals(PAGE_LOAD))),
          Field.text("eventId", "event_id"),
          Fields.seconds("eventTime"),
          Fields.url("eventSourceUrl", "page.url"),
          Fields.url("referrerUrl", "page.referrer"),
          Field.text("pageTitle", "page.title"),
          new Field(
              "adStorageConsent",
              "consent decision",
              "D where the use for ads is limited or refused, else G",
              d -> text(limited(d) ? "D" : "G")),
          Fields.agent("userData.clientUserAgent"),
          Fields.ip("userData.clientIpAddress"),
          Fields.plain(
              "userData.anonymousId", "ids.uetvid", "without what follows a bar", Microsoft::bare),
          Field.text("userData.externalId", "user.user_id"),
          Fields.hashed(
              "userData.em",
              "user.email",
              "lower case, before the @ no dots and nothing from a plus on",
              Normalize::emailUndotted),
          Fields.hashed("userData.ph", "user.phone", "+ and digits", Normalize::phoneE164),
          Fields.clear("userData.msclkid", "ids.msclkid"),
          Field.amount("customData.value", "params.value"),
          Fields.currency("customData.currency"),
          Field.text("customData.transactionId", "params.transaction_id"),
          Field.text("customData.searchTerm", "params.search_term"),
          new Field(
              "customData.pageType",
              "event_name",
              "by the table of page types",
              d -> Optional.ofNullable(PAGES.get(d.event().name())).map(TextNode::valueOf)),
          Goods.ids("customData.itemIds"),
          Goods.list(
              "customData.items",
              List.of(
                  Goods.text("id", "item_id"),
                  Goods.text("name", "item_name"),
                  Goods.number("price", "price"),
                  Goods.count("quantity"))));

  private static final URI HOST = URI.create("https://capi.uet.microsoft.com");

  private Microsoft() {}

  /// Vendor 1126; all that it declares, it declares by consent.
  static ConsentPolicy consent(Verdict optedOut) {
    return AdConsent.listed(
        1126,
        AdConsent.ADVERTISING,
        Set.of(1, 2, 3, 4, 7, 9, 10),
        Set.of(),
        Set.of(2, 7, 10),
        optedOut);
  }

  static Destination of(MicrosoftConfig config) {
    return new JsonVendor(
        new Wire(
            new Limits(
                1_000,
                1_000_000,
                config.maxAge(),
                Duration.ofMillis(200),
                config.timeout(),
                true,
                Limits.Deduplication.BY_EVENT_ID),
            NAMES,
            FIELDS,
            List.of(
                Need.anyOf(
                    "no_usable_user_data",
                    "userData.em",
                    "userData.ph",
                    "userData.msclkid",
                    "userData.anonymousId",
                    "userData.externalId")),
            frame(config),
            MicrosoftReply::read,
            Optional.empty(),
            List.of(config.accessToken())));
  }

  private static Wire.Frame frame(MicrosoftConfig config) {
    var vendor = HOST.resolve("/v1/" + config.tagId() + "/events");
    var uri = config.endpoint().map(to -> Endpoints.onto(vendor, to)).orElse(vendor);
    return (events, credentials) ->
        HttpCall.json(
            uri,
            Map.of("authorization", "Bearer " + credentials.get("access_token")),
            "{\"data\":["
                + events
                + "],\"dataProvider\":\"tagyard\",\"continueOnValidationError\":true}");
  }

  private static boolean limited(Delivery delivery) {
    var flags = delivery.consent().flags();
    return flags.limitedDataUse() || !flags.adUserData().orElse(true);
  }

  private static Optional<String> bare(String cookie) {
    var bar = cookie.indexOf('|');
    return Optional.of(bar < 0 ? cookie : cookie.substring(0, bar)).filter(id -> !id.isBlank());
  }

  private static Optional<JsonNode> text(String text) {
    return Optional.of(TextNode.valueOf(text));
  }
}
