package dev.tagyard.proxy.source.ga4;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads an item: fields joined by `~`, each a code of two characters and its value, `~` within a
/// value doubled. Custom fields come in pairs, `k0NAME` and `v0VALUE`.
final class Ga4Items {
  private static final Map<String, String> CODES =
      Map.ofEntries(
          Map.entry("id", "item_id"),
          Map.entry("nm", "item_name"),
          Map.entry("br", "item_brand"),
          Map.entry("va", "item_variant"),
          Map.entry("ca", "item_category"),
          Map.entry("c2", "item_category2"),
          Map.entry("c3", "item_category3"),
          Map.entry("c4", "item_category4"),
          Map.entry("c5", "item_category5"),
          Map.entry("pr", "price"),
          Map.entry("qt", "quantity"),
          Map.entry("cp", "coupon"),
          Map.entry("ds", "discount"),
          Map.entry("lp", "index"),
          Map.entry("ln", "item_list_name"),
          Map.entry("li", "item_list_id"),
          Map.entry("af", "affiliation"),
          Map.entry("lo", "location_id"),
          Map.entry("pi", "promotion_id"),
          Map.entry("pn", "promotion_name"),
          Map.entry("cn", "creative_name"),
          Map.entry("cs", "creative_slot"));

  private static final Set<String> NUMBERS = Set.of("price", "quantity", "discount", "index");

  private Ga4Items() {}

  /// @param text percent-decoded
  static ObjectNode read(String text) {
    var item = JsonNodeFactory.instance.objectNode();
    var names = new HashMap<Character, String>();
    for (var field : fields(text)) {
      if (field.length() < 2) {
        continue;
      }
      var code = field.substring(0, 2);
      var value = field.substring(2);
      var known = CODES.get(code);
      if (known != null) {
        put(item, known, value);
      } else if (code.charAt(0) == 'k' && isCustom(code) && !value.isEmpty()) {
        names.put(code.charAt(1), value);
      } else if (code.charAt(0) == 'v' && isCustom(code) && names.containsKey(code.charAt(1))) {
        item.put(names.getOrDefault(code.charAt(1), code), value);
      } else {
        item.put(code, value);
      }
    }
    return item;
  }

  private static boolean isCustom(String code) {
    var place = code.charAt(1);
    return (place >= '0' && place <= '9') || (place >= 'A' && place <= 'Q');
  }

  /// Splits at a single `~`; two of them stand for one in a value.
  private static List<String> fields(String text) {
    var fields = new ArrayList<String>();
    var field = new StringBuilder();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c != '~') {
        field.append(c);
      } else if (i + 1 < text.length() && text.charAt(i + 1) == '~') {
        field.append('~');
        i++;
      } else {
        fields.add(field.toString());
        field.setLength(0);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  private static void put(ObjectNode item, String name, String value) {
    if (!NUMBERS.contains(name)) {
      item.put(name, value);
      return;
    }
    Ga4Hit.amount(item, name, value);
  }
}
