package dev.tagyard.proxy.plan;

import dev.tagyard.consent.FieldGroup;
import java.util.Collections;
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
          List.of(
              "page.url", "page.referrer", "page.title", "params.search_term", "ga4.dh", "ga4.dp"),
          FieldGroup.EXACT_TIME,
          List.of("event_time", "received_at", "client_time"),
          FieldGroup.ORDER,
          List.of("params.transaction_id", "event_id"),
          FieldGroup.CUSTOM,
          List.of("browser_tags"));

  private static final Place UNKNOWN =
      new Place("", Optional.of(FieldGroup.CUSTOM), Set.of(FieldGroup.CUSTOM), Map.of());
  private static final Place EVENT = event();

  private FieldGroups() {}

  /// A field that the table knows, or an object on the way to some; one for all that it does not.
  ///
  /// @param path dotted; empty for what the table does not know, and for the event
  /// @param group of a value that stands here; absent for one that always stays
  /// @param within all groups that fields below may belong to
  record Place(
      String path,
      Optional<FieldGroup> group,
      Set<FieldGroup> within,
      Map<String, Place> children) {
    /// A name with dots in it is taken for the path that it looks like.
    Place below(String name) {
      var known = children.get(name);
      if (known != null) {
        return known;
      }
      var dot = name.indexOf('.');
      return dot < 0 || children.isEmpty()
          ? UNKNOWN
          : below(name.substring(0, dot)).below(name.substring(dot + 1));
    }
  }

  /// Where an event's own fields are found.
  static Place ofEvent() {
    return EVENT;
  }

  private static Place event() {
    var groups = new HashMap<String, Optional<FieldGroup>>();
    FREE.forEach(path -> groups.put(path, Optional.empty()));
    GROUPS.forEach((group, paths) -> paths.forEach(path -> groups.put(path, Optional.of(group))));
    return place("", groups);
  }

  private static Place place(String path, Map<String, Optional<FieldGroup>> groups) {
    var prefix = path.isEmpty() ? "" : path + ".";
    var children = new HashMap<String, Place>();
    var within = EnumSet.of(FieldGroup.CUSTOM);
    groups.forEach((known, group) -> {
      if (known.startsWith(prefix)) {
        group.ifPresent(within::add);
        var name = known.substring(prefix.length()).split("\\.", 2)[0];
        children.computeIfAbsent(name, _ -> place(prefix + name, groups));
      }
    });
    var group = groups.getOrDefault(path, Optional.of(FieldGroup.CUSTOM));
    return new Place(
        path, group, Collections.unmodifiableSet(within), Collections.unmodifiableMap(children));
  }
}
