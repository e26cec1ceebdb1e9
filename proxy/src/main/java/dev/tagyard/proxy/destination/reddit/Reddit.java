package dev.tagyard.proxy.destination.reddit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Reddit Conversions API, version 3. Source: <https://ads-api.reddit.com/docs/v3/>, read
/// 2026-11-22.
public final class Reddit {
  /// Neither in the TCF list nor in Google's Additional Consent list. `LDU` is its tool for an
  /// opt-out in the United States.
  public static final DestinationType<RedditConfig> TYPE =
      new DestinationType<>(
          "reddit",
          RedditConfig.class,
          AdConsent.unlisted(OptionalInt.empty(), Verdict.RESTRICT),
          Reddit::of,
          config -> new Credentials(Map.of("access_token", config.accessToken().reveal())));

  private static final String CUSTOM = "CUSTOM";

  static final EventNames NAMES =
      EventNames.of(
              """
              page_view PAGE_VISIT, view_item VIEW_CONTENT, search SEARCH,
              add_to_cart ADD_TO_CART, add_to_wishlist ADD_TO_WISHLIST, purchase PURCHASE,
              generate_lead LEAD, sign_up SIGN_UP
              """)
          .withOthers(name -> Optional.of(CUSTOM));

  /// Reddit takes no money with these.
  private static final Set<String> WITHOUT_MONEY = Set.of("page_view", "view_item", "search");

  /// Reddit takes a count of items with these alone.
  private static final Set<String> WITHOUT_COUNT =
      Set.of("page_view", "view_item", "search", "generate_lead", "sign_up");

  static final List<Field> FIELDS =
      List.of(
          Fields.millis("event_at"),
          Fields.source(
              "action_source",
              "WEBSITE",
              """
              app APP, physical_store PHYSICAL_STORE, phone_call OTHER, email OTHER, chat OTHER,
              business_messaging OTHER, system_generated OTHER, other OTHER
              """),
          Fields.url("event_source_url", "page.url"),
          Field.text("click_id", "ids.rdt_cid"),
          NAMES.field("type.tracking_type"),
          new Field(
              "type.custom_event_name",
              "event_name",
              "where there is no standard name",
              d ->
                  NAMES.known().containsKey(d.event().name())
                      ? Optional.empty()
                      : Optional.of(TextNode.valueOf(d.event().name()))),
          Fields.hashed(
              "user.email",
              "user.email",
              "lower case, before the @ letters and digits alone, nothing from a plus on",
              Normalize::emailAlphanumeric),
          Fields.hashed(
              "user.phone_number",
              "user.phone",
              "+ and digits, without an extension",
              Normalize::phoneWithoutExtension),
          Fields.hashed("user.external_id", "user.user_id", "trimmed", Normalize::trimmed),
          Fields.ip("user.ip_address"),
          Fields.agent("user.user_agent"),
          Fields.plain("user.uuid", "ids.rdt_uuid", "what follows the dot", Reddit::uuid),
          new Field(
              "user.data_processing_options",
              "consent decision, user.country, user.region",
              "LDU with country and state where an opt-out limits the use",
              Reddit::limits),
          // The pixel sends it in the clear: hashed here, the two would never be found to be one.
          Field.text("metadata.conversion_id", "event_id"),
          money(Fields.currency("metadata.currency")),
          money(Field.amount("metadata.value", "params.value")),
          Goods.pieces("metadata.item_count", name -> !WITHOUT_COUNT.contains(name)),
          Goods.list(
              "metadata.products",
              List.of(
                  Goods.text("id", "item_id"),
                  Goods.text("name", "item_name"),
                  Goods.text("category", "item_category"),
                  Goods.number("item_price", "price"),
                  Goods.count("quantity"))));

  private static final URI HOST = URI.create("https://ads-api.reddit.com");

  private Reddit() {}

  static Destination of(RedditConfig config) {
    return new JsonVendor(
        new Wire(
            new Limits(
                1_000,
                1_000_000,
                Duration.ofDays(7),
                Duration.ofMillis(200),
                config.timeout(),
                true,
                Limits.Deduplication.BY_EVENT_ID),
            NAMES,
            FIELDS,
            List.of(
                Need.anyOf(
                    "no_usable_user_data",
                    "click_id",
                    "user.email",
                    "user.phone_number",
                    "user.external_id",
                    "user.uuid",
                    "user.ip_address+user.user_agent")),
            frame(config),
            RedditReply::read,
            Wire.Trial.asConfigured(
                config.testId().isPresent(),
                "pixel_id and access_token are right; it shows under Event Testing"),
            List.of(config.accessToken())));
  }

  private static Wire.Frame frame(RedditConfig config) {
    var vendor = HOST.resolve("/api/v3/pixels/" + config.pixelId() + "/conversion_events");
    var uri = config.endpoint().map(to -> Endpoints.onto(vendor, to)).orElse(vendor);
    var test = config.testId().map(id -> "\"test_id\":" + TextNode.valueOf(id) + ",").orElse("");
    return (events, credentials) ->
        HttpCall.json(
            uri,
            Map.of("authorization", "Bearer " + credentials.get("access_token")),
            "{\"data\":{" + test + "\"partner\":\"TAGYARD\",\"events\":[" + events + "]}}");
  }

  private static Field money(Field field) {
    return new Field(
        field.name(),
        field.from(),
        field.treatment() + "; not with PAGE_VISIT, VIEW_CONTENT, SEARCH",
        d -> WITHOUT_MONEY.contains(d.event().name()) ? Optional.empty() : field.read().apply(d));
  }

  /// The cookie holds milliseconds, a dot, and the id.
  private static Optional<String> uuid(String cookie) {
    return Optional.of(cookie.substring(cookie.indexOf('.') + 1)).filter(id -> !id.isBlank());
  }

  private static Optional<JsonNode> limits(Delivery delivery) {
    if (!delivery.consent().flags().limitedDataUse()) {
      return Optional.empty();
    }
    var options = JsonNodeFactory.instance.objectNode();
    var country = Fields.country(delivery);
    if (!country.isEmpty()) {
      var capitals = country.toUpperCase(Locale.ROOT);
      options.put("country", capitals);
      delivery
          .event()
          .text("user.region")
          .flatMap(region -> Normalize.stateCode(region, country))
          .ifPresent(
              state -> options.put("region", capitals + "-" + state.toUpperCase(Locale.ROOT)));
    }
    options.putArray("modes").add("LDU");
    return Optional.of(options);
  }
}
