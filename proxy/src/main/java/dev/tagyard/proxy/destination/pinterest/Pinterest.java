package dev.tagyard.proxy.destination.pinterest;

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
import java.util.Optional;
import java.util.OptionalInt;

/// Pinterest API for Conversions. Sources:
/// <https://developers.pinterest.com/docs/api/v5/events-create> (OpenAPI 5.23.0), read 2026-11-22.
public final class Pinterest {
  /// Neither in the TCF list nor in Google's Additional Consent list. `LDP` is its tool for an
  /// opt-out in the United States.
  public static final DestinationType<PinterestConfig> TYPE =
      new DestinationType<>(
          "pinterest",
          PinterestConfig.class,
          AdConsent.unlisted(OptionalInt.empty(), Verdict.RESTRICT),
          Pinterest::of,
          config -> new Credentials(Map.of("access_token", config.accessToken().reveal())));

  static final EventNames NAMES =
      EventNames.of(
              """
              page_view page_visit, view_item view_content, view_item_list view_category,
              search search, add_to_cart add_to_cart, add_to_wishlist add_to_wishlist,
              begin_checkout initiate_checkout, add_payment_info add_payment_info,
              purchase checkout, generate_lead lead, sign_up signup, subscribe subscribe,
              contact lead, watch_video watch_video, app_install app_install
              """)
          .withOthers(name -> Optional.of("custom"));

  static final List<Field> FIELDS =
      List.of(
          NAMES.field("event_name"),
          Fields.source(
              "action_source",
              "web",
              """
              physical_store offline, phone_call offline, email offline, chat offline,
              business_messaging offline, other offline
              """),
          Fields.seconds("event_time"),
          Field.text("event_id", "event_id"),
          Fields.url("event_source_url", "page.url"),
          Fields.hashed("user_data.em[]", "user.email", "trimmed, lower case", Normalize::email),
          Fields.hashed(
              "user_data.ph[]",
              "user.phone",
              "digits with country code",
              Normalize::phoneInternational),
          Fields.hashed("user_data.fn[]", "user.first_name", "lower case", Normalize::name),
          Fields.hashed("user_data.ln[]", "user.last_name", "lower case", Normalize::name),
          Fields.hashed("user_data.ge[]", "user.gender", "m or f", Normalize::gender),
          Fields.hashed("user_data.db[]", "user.birth_date", "YYYYMMDD", Normalize::birthDate),
          Fields.hashed("user_data.ct[]", "user.city", "letters only", Normalize::cityJoined),
          Fields.hashedInCountry(
              "user_data.st[]", "user.region", "two-letter code", Normalize::stateCode),
          Fields.hashed("user_data.zp[]", "user.postal_code", "digits only", Normalize::zipDigits),
          Fields.hashed("user_data.country[]", "user.country", "two letters", Normalize::country),
          Fields.hashed("user_data.external_id[]", "user.user_id", "trimmed", Normalize::trimmed),
          Fields.ip("user_data.client_ip_address"),
          Fields.agent("user_data.client_user_agent"),
          Field.text("user_data.click_id", "ids.epik"),
          Fields.currency("custom_data.currency"),
          Fields.amountText("custom_data.value", "params.value"),
          Field.text("custom_data.order_id", "params.transaction_id"),
          Goods.ids("custom_data.content_ids"),
          Goods.list(
              "custom_data.contents",
              List.of(
                  Goods.text("id", "item_id"),
                  Goods.text("item_name", "item_name"),
                  Goods.text("item_category", "item_category"),
                  Goods.text("item_brand", "item_brand"),
                  Goods.numberText("item_price", "price"),
                  Goods.count("quantity"))),
          Goods.pieces("custom_data.num_items"),
          Field.text("custom_data.search_string", "params.search_term"),
          Field.text("custom_data.content_name", "params.content_name"),
          Field.text("custom_data.content_category", "params.content_category"),
          Fields.limited("custom_data.opt_out_type", TextNode.valueOf("LDP")),
          Field.text("language", "visitor.language"));

  private static final URI HOST = URI.create("https://api.pinterest.com");

  private Pinterest() {}

  static Destination of(PinterestConfig config) {
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
                    "user_data.em",
                    "user_data.client_ip_address+user_data.client_user_agent")),
            frame(config),
            PinterestReply::read,
            Optional.of(
                new Wire.Trial(
                    call ->
                        call.to(URI.create(call.uri().toString().replaceAll("\\?.*", "") + TEST)),
                    "ad_account_id, access_token and the body are right; nothing was kept")),
            List.of(config.accessToken())));
  }

  private static final String TEST = "?test=true";

  private static Wire.Frame frame(PinterestConfig config) {
    var vendor =
        HOST.resolve(
            "/v5/ad_accounts/" + config.adAccountId() + "/events" + (config.test() ? TEST : ""));
    var uri = config.endpoint().map(to -> Endpoints.onto(vendor, to)).orElse(vendor);
    return (events, credentials) ->
        HttpCall.json(
            uri,
            Map.of("authorization", "Bearer " + credentials.get("access_token")),
            "{\"data\":[" + events + "]}");
  }
}
