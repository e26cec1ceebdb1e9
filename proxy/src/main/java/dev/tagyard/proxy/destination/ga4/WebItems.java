package dev.tagyard.proxy.destination.ga4;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.destination.Amounts;
import java.math.BigDecimal;
import java.util.Map;
import java.util.StringJoiner;

/// Writes an item of a web hit: fields joined by `~`, each a code of two characters and its value;
/// what has no code goes as a pair, `k0NAME` and `v0VALUE`.
final class WebItems {
  static final int MOST = 200;

  private static final Map<String, String> CODES =
      Map.ofEntries(
          Map.entry("item_id", "id"),
          Map.entry("item_name", "nm"),
          Map.entry("item_brand", "br"),
          Map.entry("item_variant", "va"),
          Map.entry("item_category", "ca"),
          Map.entry("item_category2", "c2"),
          Map.entry("item_category3", "c3"),
          Map.entry("item_category4", "c4"),
          Map.entry("item_category5", "c5"),
          Map.entry("price", "pr"),
          Map.entry("quantity", "qt"),
          Map.entry("coupon", "cp"),
          Map.entry("discount", "ds"),
          Map.entry("index", "lp"),
          Map.entry("item_list_name", "ln"),
          Map.entry("item_list_id", "li"),
          Map.entry("affiliation", "af"),
          Map.entry("location_id", "lo"),
          Map.entry("promotion_id", "pi"),
          Map.entry("promotion_name", "pn"),
          Map.entry("creative_name", "cn"),
          Map.entry("creative_slot", "cs"));

  private static final String PLACES = "0123456789ABCDEFGHIJKLMNOPQ";

  private WebItems() {}

  /// Not percent-encoded; empty when the item holds nothing that can be sent.
  static String write(ObjectNode item) {
    var fields = new StringJoiner("~");
    var own = 0;
    for (var property : item.properties()) {
      var value = text(property.getValue());
      var code = CODES.get(property.getKey());
      if (value.isEmpty()) {
        continue;
      }
      if (code != null) {
        fields.add(code + value);
      } else if (own < PLACES.length() && !property.getKey().isEmpty()) {
        var place = PLACES.charAt(own++);
        fields.add("k" + place + doubled(property.getKey())).add("v" + place + value);
      }
    }
    return fields.toString();
  }

  private static String text(JsonNode value) {
    if (value.isNumber()) {
      return Amounts.of(value).map(BigDecimal::toPlainString).orElse("");
    }
    return value.isTextual() || value.isBoolean() ? doubled(value.asText()) : "";
  }

  private static String doubled(String text) {
    return text.replace("~", "~~");
  }
}
