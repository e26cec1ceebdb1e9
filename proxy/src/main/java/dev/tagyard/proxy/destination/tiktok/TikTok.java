package dev.tagyard.proxy.destination.tiktok;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.destination.AdConsent;
import dev.tagyard.proxy.destination.Credentials;
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
import java.util.OptionalInt;

/// TikTok Events API 2.0 for web events. Sources:
/// <https://business-api.tiktok.com/portal/docs?id=1771100865818625> and
/// <https://ads.tiktok.com/help/article/event-deduplication>, read 2026-11-22.
public final class TikTok {
  /// Neither in the TCF list nor in Google's Additional Consent list. `limited_data_use` is its
  /// tool for an opt-out in the United States.
  public static final DestinationType<TikTokConfig> TYPE =
      new DestinationType<>(
          "tiktok",
          TikTokConfig.class,
          AdConsent.unlisted(OptionalInt.empty(), Verdict.RESTRICT),
          TikTok::of,
          config -> new Credentials(Map.of("access_token", config.accessToken().reveal())));

  /// Names of 2025; the older ones (CompletePayment, SubmitForm) still work there.
  static final EventNames NAMES =
      EventNames.of(
          """
          page_view Pageview, view_item ViewContent, search Search, add_to_cart AddToCart,
          add_to_wishlist AddToWishlist, begin_checkout InitiateCheckout,
          add_payment_info AddPaymentInfo, purchase Purchase, generate_lead Lead,
          sign_up CompleteRegistration, subscribe Subscribe, start_trial StartTrial,
          contact Contact, schedule Schedule, submit_application SubmitApplication,
          find_location FindLocation, customize_product CustomizeProduct, app_install InstallApp
          """);

  static final List<Field> FIELDS =
      List.of(
          NAMES.field("event"),
          Fields.seconds("event_time"),
          Field.text("event_id", "event_id"),
          Fields.hashed("user.email[]", "user.email", "trimmed, lower case", Normalize::email),
          Fields.hashed("user.phone[]", "user.phone", "+ and digits", Normalize::phoneE164),
          // TikTok's own tag keeps the case, so that both sides hash the same.
          Fields.hashed("user.external_id[]", "user.user_id", "trimmed", Normalize::trimmed),
          Fields.hashed("user.first_name", "user.first_name", "lower case", Normalize::name),
          Fields.hashed("user.last_name", "user.last_name", "lower case", Normalize::name),
          Fields.hashedInCountry(
              "user.zip_code", "user.postal_code", "no spaces or dashes", Normalize::zip),
          Fields.plain("user.city", "user.city", "letters and digits", Normalize::nameJoined),
          Fields.plain("user.state", "user.region", "letters and digits", Normalize::nameJoined),
          Fields.plain("user.country", "user.country", "two letters", Normalize::country),
          Field.text("user.ttclid", "ids.ttclid"),
          Field.text("user.ttp", "ids.ttp"),
          Fields.ip("user.ip"),
          Fields.agent("user.user_agent"),
          Field.text("user.locale", "visitor.language"),
          Fields.currency("properties.currency"),
          Field.amount("properties.value", "params.value"),
          Field.text("properties.order_id", "params.transaction_id"),
          Goods.where("properties.content_type", "product"),
          Goods.ids("properties.content_ids"),
          Goods.list(
              "properties.contents",
              List.of(
                  Goods.text("content_id", "item_id"),
                  Goods.text("content_name", "item_name"),
                  Goods.text("content_category", "item_category"),
                  Goods.text("brand", "item_brand"),
                  Goods.number("price", "price"),
                  Goods.count("quantity"))),
          Goods.pieces("properties.num_items"),
          Field.text("properties.search_string", "params.search_term"),
          Field.text("properties.description", "params.description"),
          Fields.url("page.url", "page.url"),
          Fields.url("page.referrer", "page.referrer"),
          Fields.limited("limited_data_use", BooleanNode.TRUE));

  private static final URI ADDRESS =
      URI.create("https://business-api.tiktok.com/open_api/v1.3/event/track/");

  private TikTok() {}

  static Destination of(TikTokConfig config) {
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
                    "user.email",
                    "user.phone",
                    "user.external_id",
                    "user.ttclid",
                    "user.ttp",
                    "user.ip+user.user_agent")),
            frame(config),
            TikTokReply::read,
            Wire.Trial.asConfigured(
                config.testEventCode().isPresent(),
                "pixel_code and access_token are right; it shows under Test events"),
            List.of(config.accessToken())));
  }

  private static Wire.Frame frame(TikTokConfig config) {
    var uri = config.endpoint().map(to -> Endpoints.onto(ADDRESS, to)).orElse(ADDRESS);
    var test =
        config
            .testEventCode()
            .map(code -> ",\"test_event_code\":" + TextNode.valueOf(code))
            .orElse("");
    var head =
        "{\"event_source\":\"web\",\"event_source_id\":"
            + TextNode.valueOf(config.pixelCode())
            + test
            + ",\"data\":[";
    return (events, credentials) ->
        HttpCall.json(
            uri, Map.of("access-token", credentials.get("access_token")), head + events + "]}");
  }
}
