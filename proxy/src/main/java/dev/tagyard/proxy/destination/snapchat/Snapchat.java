package dev.tagyard.proxy.destination.snapchat;

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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Snapchat Conversions API for web events. Source:
/// <https://developers.snap.com/api/marketing-api/Conversions-API>, read 2026-11-22.
public final class Snapchat {
  /// Not in the TCF list; Google's Additional Consent list has it as 2572. `LDU` is its tool for an
  /// opt-out in the United States.
  public static final DestinationType<SnapchatConfig> TYPE =
      new DestinationType<>(
          "snapchat",
          SnapchatConfig.class,
          AdConsent.unlisted(OptionalInt.of(2572), Verdict.RESTRICT),
          Snapchat::of,
          config -> new Credentials(Map.of("access_token", config.accessToken().reveal())));

  private static final EventNames NAMES =
      EventNames.of(
              """
              page_view PAGE_VIEW, view_item VIEW_CONTENT, view_item_list LIST_VIEW,
              search SEARCH, add_to_cart ADD_CART, add_to_wishlist ADD_TO_WISHLIST,
              begin_checkout START_CHECKOUT, add_payment_info ADD_BILLING, purchase PURCHASE,
              generate_lead SIGN_UP, sign_up SIGN_UP, login LOGIN, subscribe SUBSCRIBE,
              start_trial START_TRIAL, share SHARE, app_install APP_INSTALL
              """)
          .withOthers(name -> Optional.empty());

  private static final URI HOST = URI.create("https://tr.snapchat.com");

  private Snapchat() {}

  static Destination of(SnapchatConfig config) {
    return new JsonVendor(
        new Wire(
            new Limits(
                2_000,
                2_000_000,
                config.maxAge(),
                Duration.ofMillis(200),
                config.timeout(),
                true,
                Limits.Deduplication.BY_EVENT_ID),
            NAMES.with(config.names()),
            fields(config),
            List.of(
                Need.anyOf(
                    "no_usable_user_data",
                    "user_data.em",
                    "user_data.ph",
                    "user_data.client_ip_address+user_data.client_user_agent"),
                Need.inEvent(
                    "no_value_or_currency",
                    "event_name",
                    "PURCHASE",
                    "custom_data.value",
                    "custom_data.currency")),
            frame(config),
            SnapchatReply::read,
            Optional.of(
                new Wire.Trial(
                    call ->
                        call.to(
                            URI.create(
                                call.uri()
                                    .toString()
                                    .replaceFirst("/events\\?", "/events/validate?"))),
                    "pixel_id, access_token and the body are right; nothing was kept")),
            List.of(config.accessToken())));
  }

  static List<Field> fields(SnapchatConfig config) {
    return List.of(
        NAMES.with(config.names()).field("event_name"),
        Fields.seconds("event_time"),
        Field.text("event_id", "event_id"),
        Fields.source(
            "action_source",
            "WEB",
            """
            physical_store OFFLINE, phone_call OFFLINE, email OFFLINE, chat OFFLINE,
            business_messaging OFFLINE, other OFFLINE
            """),
        Fields.url("event_source_url", "page.url"),
        Fields.limited("data_processing_options[]", TextNode.valueOf("LDU")),
        Fields.hashed("user_data.em[]", "user.email", "trimmed, lower case", Normalize::email),
        Fields.hashed(
            "user_data.ph[]",
            "user.phone",
            "digits with country code",
            Normalize::phoneInternational),
        Fields.hashed("user_data.fn", "user.first_name", "lower case", Normalize::name),
        Fields.hashed("user_data.ln", "user.last_name", "lower case", Normalize::name),
        Fields.hashed("user_data.ge", "user.gender", "m or f", Normalize::gender),
        Fields.hashed("user_data.db", "user.birth_date", "YYYYMMDD", Normalize::birthDate),
        Fields.hashed("user_data.ct", "user.city", "lower case, no spaces", Normalize::externalId),
        Fields.hashedInCountry(
            "user_data.st", "user.region", "two-letter code", Normalize::stateCode),
        Fields.hashed(
            "user_data.zp", "user.postal_code", "lower case, no spaces", Normalize::externalId),
        Fields.hashed("user_data.country", "user.country", "two letters", Normalize::country),
        Fields.hashed(
            "user_data.external_id[]",
            "user.user_id",
            "lower case, no spaces",
            Normalize::externalId),
        Fields.ip("user_data.client_ip_address"),
        Fields.agent("user_data.client_user_agent"),
        Field.text("user_data.sc_click_id", "ids.sccid"),
        Field.text("user_data.sc_cookie1", "ids.scid"),
        Fields.currency("custom_data.currency"),
        Fields.amountText("custom_data.value", "params.value"),
        Field.text("custom_data.order_id", "params.transaction_id"),
        Field.text("custom_data.search_string", "params.search_term"),
        Field.text("custom_data.sign_up_method", "params.method"),
        Goods.ids("custom_data.content_ids"),
        Goods.texts("custom_data.content_category", "item_category"),
        Goods.texts("custom_data.brands", "item_brand"),
        Goods.list(
            "custom_data.contents",
            List.of(
                Goods.text("id", "item_id"),
                Goods.numberText("quantity", "quantity"),
                Goods.numberText("item_price", "price"),
                Goods.text("brand", "item_brand"))),
        Goods.pieces("custom_data.num_items"));
  }

  /// Snapchat knows no other place for the token than the address.
  private static Wire.Frame frame(SnapchatConfig config) {
    var host = config.endpoint().map(to -> Endpoints.onto(HOST, to)).orElse(HOST);
    return (events, credentials) ->
        HttpCall.json(
            host.resolve(
                "/v3/"
                    + config.pixelId()
                    + "/events?access_token="
                    + URLEncoder.encode(credentials.get("access_token"), StandardCharsets.UTF_8)),
            Map.of(),
            "{\"data\":[" + events + "]}");
  }
}
