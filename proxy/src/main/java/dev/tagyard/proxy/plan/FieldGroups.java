package dev.tagyard.proxy.plan;

import dev.tagyard.consent.FieldGroup;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which consent field group each known field of an event belongs to. A field that is not in the
/// table is [FieldGroup#CUSTOM]: it may hold anything.
final class FieldGroups {
  /// Fields that tell nothing of a person: they always stay.
  private static final List<String> FREE =
      List.of(
          "event_name",
          "source",
          "trusted",
          "foreign_site",
          "ga4.tid",
          "user.country",
          "visitor.country",
          "params.value",
          "params.currency",
          "params.tax",
          "params.shipping",
          "params.coupon",
          "params.affiliation",
          "params.item_list_id",
          "params.item_list_name",
          "params.payment_type",
          "params.shipping_tier",
          "params.method",
          "params.items.item_id",
          "params.items.item_name",
          "params.items.item_brand",
          "params.items.item_variant",
          "params.items.item_category",
          "params.items.item_category2",
          "params.items.item_category3",
          "params.items.item_category4",
          "params.items.item_category5",
          "params.items.item_list_id",
          "params.items.item_list_name",
          "params.items.affiliation",
          "params.items.coupon",
          "params.items.discount",
          "params.items.index",
          "params.items.price",
          "params.items.quantity");

  private static final Map<FieldGroup, List<String>> GROUPS =
      Map.of(
          FieldGroup.IDENTIFIERS,
          List.of(
              "user.client_id",
              "user.user_id",
              "visitor.id",
              "ids.fbp",
              "ids.ga",
              "ids.ga_sessions",
              "ids.gcl_au",
              "ids.ttp",
              "ids.scid",
              "ids.rdt_uuid",
              "ids.uetvid",
              "ga4.sid",
              "ga4.sct",
              "ga4.ecid",
              "ga4._fid",
              "ga4._fplc",
              "params.session_id",
              "params.engagement_time_msec"),
          FieldGroup.CLICK_IDS,
          List.of(
              "ids.gclid",
              "ids.wbraid",
              "ids.gbraid",
              "ids.dclid",
              "ids.fbclid",
              "ids.fbc",
              "ids.ttclid",
              "ids.msclkid",
              "ids.li_fat_id",
              "ids.epik",
              "ids.sccid",
              "ids.rdt_cid",
              "ids.twclid",
              "ids.irclickid",
              "ids.cjevent",
              "ids.awc",
              "ids.ransiteid",
              "ids.tduid",
              "ids.qclid",
              "ids.yclid",
              "ids.tblci",
              "ids.dicbo",
              "ids.oppref",
              "ids.ef_transaction_id",
              "ids.click_id",
              "ids.seen_at"),
          FieldGroup.CONTACT,
          List.of("user.email", "user.phone", "user.first_name", "user.last_name", "user.street"),
          FieldGroup.PLACE,
          List.of("user.city", "user.region", "user.postal_code", "visitor.region"),
          FieldGroup.ADDRESS,
          List.of("visitor.ip"),
          FieldGroup.AGENT,
          List.of("visitor.user_agent", "visitor.language"),
          FieldGroup.PAGE_DETAIL,
          List.of("page.url", "page.referrer", "page.title", "params.search_term"),
          FieldGroup.EXACT_TIME,
          List.of("event_time", "received_at", "client_time"),
          FieldGroup.ORDER,
          List.of("params.transaction_id", "event_id"));

  private static final Map<String, Optional<FieldGroup>> BY_PATH = byPath();
  private static final Map<String, Set<FieldGroup>> WITHIN = within();

  private FieldGroups() {}

  /// The group of a field; absent for one that always stays.
  static Optional<FieldGroup> of(String path) {
    return BY_PATH.getOrDefault(path, Optional.of(FieldGroup.CUSTOM));
  }

  /// All groups that fields below an object may belong to.
  static Set<FieldGroup> within(String path) {
    return WITHIN.getOrDefault(path, Set.of(FieldGroup.CUSTOM));
  }

  private static Map<String, Set<FieldGroup>> within() {
    var within = new HashMap<String, Set<FieldGroup>>();
    GROUPS.forEach((group, paths) -> {
      for (var path : paths) {
        for (var dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
          within
              .computeIfAbsent(path.substring(0, dot), _ -> EnumSet.of(FieldGroup.CUSTOM))
              .add(group);
        }
      }
    });
    return within;
  }

  private static Map<String, Optional<FieldGroup>> byPath() {
    var byPath = new HashMap<String, Optional<FieldGroup>>();
    FREE.forEach(path -> byPath.put(path, Optional.empty()));
    GROUPS.forEach((group, paths) -> paths.forEach(path -> byPath.put(path, Optional.of(group))));
    return byPath;
  }
}
