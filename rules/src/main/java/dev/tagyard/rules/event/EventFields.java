package dev.tagyard.rules.event;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All fields of the native event: the contract's, and those that the server adds.
public final class EventFields {
  /// What the server saw itself: no rule changes it.
  private static final Set<String> SEEN_BY_SERVER =
      Set.of("visitor", "received_at", "source", "trusted", "foreign_site");

  private static final List<EventField> TABLE =
      List.of(
          field(
              "event_name",
              EventField.Type.TEXT,
              "What happened: GA4's name for it, or one of your own; up to 64 characters."),
          field(
              "event_id",
              EventField.Type.TEXT,
              "Identifies the event at all destinations; vendors drop a second copy by it."),
          field("event_time", EventField.Type.TIME, "When it happened."),
          field("received_at", EventField.Type.TIME, "When the server received it."),
          field("source", EventField.Type.TEXT, "Name of the source that took it in."),
          field("trusted", EventField.Type.BOOLEAN, "Whether it came with a server's key."),
          field(
              "foreign_site",
              EventField.Type.BOOLEAN,
              "true where a page of a site that is not yours sent it."),
          field("page", EventField.Type.OBJECT, "The page that the visitor was on."),
          field("page.url", EventField.Type.TEXT, "Its address."),
          field("page.referrer", EventField.Type.TEXT, "Where the visitor came from."),
          field("page.title", EventField.Type.TEXT, "Its title."),
          field(
              "user",
              EventField.Type.OBJECT,
              "Who it was, as the site knows it; in clear, hashed only on the way out."),
          field("user.client_id", EventField.Type.TEXT, "The site's own id of the browser."),
          field("user.user_id", EventField.Type.TEXT, "The site's own id of the person."),
          field("user.email", EventField.Type.TEXT, "E-mail address."),
          field("user.phone", EventField.Type.TEXT, "Telephone number."),
          field("user.first_name", EventField.Type.TEXT, "First name."),
          field("user.last_name", EventField.Type.TEXT, "Last name."),
          field("user.street", EventField.Type.TEXT, "Street and number."),
          field("user.city", EventField.Type.TEXT, "City."),
          field("user.region", EventField.Type.TEXT, "State or region."),
          field("user.postal_code", EventField.Type.TEXT, "Postal code."),
          field("user.country", EventField.Type.TEXT, "Country, two letters."),
          field("visitor", EventField.Type.OBJECT, "What the server itself saw of the visitor."),
          field("visitor.id", EventField.Type.TEXT, "The visitor cookie."),
          field("visitor.ip", EventField.Type.TEXT, "Client address."),
          field("visitor.user_agent", EventField.Type.TEXT, "Browser's user agent."),
          field("visitor.country", EventField.Type.TEXT, "Country of the address, two letters."),
          field("visitor.region", EventField.Type.TEXT, "Region of the address."),
          field("visitor.language", EventField.Type.TEXT, "Preferred language of the browser."),
          field(
              "params",
              EventField.Type.OPEN_OBJECT,
              "What the event is about; your own fields too."),
          field("params.value", EventField.Type.NUMBER, "What it is worth, in the currency."),
          field("params.currency", EventField.Type.TEXT, "Three letters, as EUR."),
          field(
              "params.transaction_id",
              EventField.Type.TEXT,
              "Order number; a purchase counts once by it."),
          field("params.tax", EventField.Type.NUMBER, "Tax within the value."),
          field("params.shipping", EventField.Type.NUMBER, "Shipping cost within the value."),
          field("params.coupon", EventField.Type.TEXT, "Voucher code."),
          field("params.affiliation", EventField.Type.TEXT, "Shop or affiliate that sold it."),
          field("params.payment_type", EventField.Type.TEXT, "How it was paid."),
          field("params.shipping_tier", EventField.Type.TEXT, "How it is shipped."),
          field("params.customer_type", EventField.Type.TEXT, "`new` or `returning`."),
          field("params.search_term", EventField.Type.TEXT, "What was searched for."),
          field("params.method", EventField.Type.TEXT, "How somebody signed up or logged in."),
          field("params.content_type", EventField.Type.TEXT, "Kind of content."),
          field("params.content_id", EventField.Type.TEXT, "Identifies the content."),
          field("params.item_list_id", EventField.Type.TEXT, "Identifies the list of items."),
          field("params.item_list_name", EventField.Type.TEXT, "Name of the list of items."),
          field("params.promotion_id", EventField.Type.TEXT, "Identifies the promotion."),
          field("params.promotion_name", EventField.Type.TEXT, "Name of the promotion."),
          field("params.lead_source", EventField.Type.TEXT, "Where a lead came from."),
          field("params.link_url", EventField.Type.TEXT, "Address of a link that was clicked."),
          field(
              "params.session_id",
              EventField.Type.TEXT,
              "Session, as the page's own tag counts it."),
          field(
              "params.session_number",
              EventField.Type.INTEGER,
              "How many sessions the browser has had."),
          field(
              "params.engagement_time_msec",
              EventField.Type.INTEGER,
              "Time that the page was looked at, in ms."),
          field(
              "params.items", EventField.Type.LIST, "What was seen, put into the cart, or bought."),
          field("params.items[].item_id", EventField.Type.TEXT, "Article number."),
          field("params.items[].item_name", EventField.Type.TEXT, "Name."),
          field("params.items[].price", EventField.Type.NUMBER, "Price of one."),
          field("params.items[].quantity", EventField.Type.NUMBER, "How many."),
          field("params.items[].discount", EventField.Type.NUMBER, "Discount on one."),
          field("params.items[].index", EventField.Type.INTEGER, "Place in the list."),
          field("params.items[].item_brand", EventField.Type.TEXT, "Brand."),
          field("params.items[].item_variant", EventField.Type.TEXT, "Colour, size."),
          field("params.items[].item_category", EventField.Type.TEXT, "Category."),
          field(
              "params.items[].item_category2",
              EventField.Type.TEXT,
              "Second level of the category."),
          field("params.items[].item_category3", EventField.Type.TEXT, "Third level."),
          field("params.items[].item_category4", EventField.Type.TEXT, "Fourth level."),
          field("params.items[].item_category5", EventField.Type.TEXT, "Fifth level."),
          field("params.items[].coupon", EventField.Type.TEXT, "Voucher code of the item."),
          field("params.items[].affiliation", EventField.Type.TEXT, "Shop or affiliate."),
          field(
              "params.items[].item_list_id", EventField.Type.TEXT, "List that it was chosen from."),
          field("params.items[].item_list_name", EventField.Type.TEXT, "Name of that list."),
          field("params.items[].location_id", EventField.Type.TEXT, "Place, as a store."),
          field("params.items[].promotion_id", EventField.Type.TEXT, "Promotion."),
          field("params.items[].promotion_name", EventField.Type.TEXT, "Name of the promotion."),
          field("params.items[].creative_name", EventField.Type.TEXT, "Creative of the promotion."),
          field("params.items[].creative_slot", EventField.Type.TEXT, "Slot of the creative."),
          field("ids", EventField.Type.OBJECT, "Click and browser ids of vendors, byte for byte."),
          field("ids.click_id", EventField.Type.TEXT, "Tagyard's own click id."),
          field("ids.gclid", EventField.Type.TEXT, "Google Ads click."),
          field("ids.wbraid", EventField.Type.TEXT, "Google Ads click, iOS web."),
          field("ids.gbraid", EventField.Type.TEXT, "Google Ads click, iOS app to web."),
          field("ids.dclid", EventField.Type.TEXT, "Campaign Manager 360 click."),
          field("ids.fbclid", EventField.Type.TEXT, "Meta click."),
          field(
              "ids.fbc", EventField.Type.TEXT, "Meta click with its time, as in the cookie _fbc."),
          field("ids.fbp", EventField.Type.TEXT, "Meta browser id, the cookie _fbp."),
          field("ids.ttclid", EventField.Type.TEXT, "TikTok click."),
          field("ids.ttp", EventField.Type.TEXT, "TikTok browser id, the cookie _ttp."),
          field("ids.msclkid", EventField.Type.TEXT, "Microsoft Advertising click."),
          field("ids.li_fat_id", EventField.Type.TEXT, "LinkedIn click."),
          field("ids.epik", EventField.Type.TEXT, "Pinterest click."),
          field("ids.sccid", EventField.Type.TEXT, "Snapchat click."),
          field("ids.scid", EventField.Type.TEXT, "Snapchat browser id, the cookie _scid."),
          field("ids.rdt_cid", EventField.Type.TEXT, "Reddit click."),
          field("ids.rdt_uuid", EventField.Type.TEXT, "Reddit browser id, the cookie _rdt_uuid."),
          field("ids.twclid", EventField.Type.TEXT, "X click."),
          field("ids.oppref", EventField.Type.TEXT, "OpenAI Ads click."),
          field("ids.uetvid", EventField.Type.TEXT, "Microsoft browser id, the cookie _uetvid."),
          field("ids.qclid", EventField.Type.TEXT, "Quora click."),
          field("ids.yclid", EventField.Type.TEXT, "Yandex or Yahoo! Japan click."),
          field("ids.tblci", EventField.Type.TEXT, "Taboola click."),
          field("ids.dicbo", EventField.Type.TEXT, "Outbrain click."),
          field("ids.irclickid", EventField.Type.TEXT, "Impact click."),
          field("ids.cjevent", EventField.Type.TEXT, "CJ click."),
          field("ids.awc", EventField.Type.TEXT, "Awin click."),
          field("ids.ransiteid", EventField.Type.TEXT, "Rakuten click."),
          field("ids.tduid", EventField.Type.TEXT, "Tradedoubler click."),
          field("ids.ef_transaction_id", EventField.Type.TEXT, "Everflow click."),
          field("ids.ga", EventField.Type.TEXT, "Google Analytics client id, from the cookie _ga."),
          field(
              "ids.ga_sessions",
              EventField.Type.TEXT,
              "Google Analytics sessions, the cookies _ga_STREAM: STREAM.SESSION for each, with"
                  + " blanks between."),
          field("ids.gcl_au", EventField.Type.TEXT, "Google Ads browser id, the cookie _gcl_au."),
          field(
              "ids.seen_at",
              EventField.Type.OPEN_OBJECT,
              "For each click id by name when it was first seen, in ms since the epoch."),
          field(
              "ga4",
              EventField.Type.OPEN_OBJECT,
              "What else a hit of Google's tag said, as tid: its measurement id."),
          field("consent", EventField.Type.OBJECT, "Consent signals as they arrived."),
          field("consent.gdpr", EventField.Type.INTEGER, "1 where the GDPR applies, 0 where not."),
          field("consent.tcf", EventField.Type.TEXT, "TC string."),
          field("consent.ac", EventField.Type.TEXT, "Additional Consent string."),
          field("consent.gpp", EventField.Type.TEXT, "GPP string."),
          field(
              "consent.gpp_sid",
              EventField.Type.TEXT,
              "Sections of the GPP string that apply, as 7,8."),
          field("consent.usp", EventField.Type.TEXT, "US Privacy string."),
          field(
              "consent.categories",
              EventField.Type.OPEN_OBJECT,
              "Choice by category of the consent banner, as marketing: true."),
          field(
              "consent.google",
              EventField.Type.OBJECT,
              "Google's consent types, each granted or denied."),
          field("consent.google.ad_storage", EventField.Type.TEXT, "granted or denied."),
          field("consent.google.ad_user_data", EventField.Type.TEXT, "granted or denied."),
          field("consent.google.ad_personalization", EventField.Type.TEXT, "granted or denied."),
          field("consent.google.analytics_storage", EventField.Type.TEXT, "granted or denied."));

  private static final Map<String, EventField> BY_PATH = new LinkedHashMap<>();

  static {
    TABLE.forEach(field -> BY_PATH.put(field.path(), field));
  }

  private EventFields() {}

  public static List<EventField> all() {
    return TABLE;
  }

  public static Collection<String> paths() {
    return BY_PATH.keySet();
  }

  public static Optional<EventField> find(String path) {
    return Optional.ofNullable(BY_PATH.get(path));
  }

  /// Whether the path is in the table, or below an object that takes any field.
  public static boolean knows(String path) {
    if (path.contains("[") || path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
      return false;
    }
    var at = path;
    while (true) {
      var field = BY_PATH.get(at);
      if (field != null) {
        return at.equals(path) || field.type() == EventField.Type.OPEN_OBJECT;
      }
      var dot = at.lastIndexOf('.');
      if (dot < 0) {
        return false;
      }
      at = at.substring(0, dot);
    }
  }

  /// Whether the server saw it itself, so that no rule may change it.
  public static boolean seenByServer(String path) {
    var dot = path.indexOf('.');
    return SEEN_BY_SERVER.contains(dot < 0 ? path : path.substring(0, dot));
  }

  /// The top fields of which [#seenByServer] is true.
  public static Set<String> seenByServer() {
    return SEEN_BY_SERVER;
  }

  /// Whether a rule may set it.
  public static boolean writable(String path) {
    return !seenByServer(path) && !path.equals("event_id");
  }

  /// Whether a rule may take it away.
  public static boolean removable(String path) {
    return writable(path) && !path.equals("event_name") && !path.equals("event_time");
  }

  private static EventField field(String path, EventField.Type type, String doc) {
    return new EventField(path, type, doc);
  }
}
