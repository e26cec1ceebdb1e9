package dev.tagyard.proxy.destination.ga4;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.proxy.destination.Amounts;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Parameters within Google's limits: scalars only, names and values cut, so many and no more.
/// Source: <https://support.google.com/analytics/answer/9267744>, read 2026-11-22.
final class Params {
  static final int MOST = 25;
  private static final int LONGEST_VALUE = 100;
  private static final int MOST_ITEMS = 200;
  private static final int MOST_OWN_ITEM_KEYS = 10;

  /// Values of these may be longer.
  private static final Map<String, Integer> LONGER =
      Map.of("page_location", 1_000, "page_referrer", 420, "page_title", 300);

  private static final Set<String> ITEM_AMOUNTS = Set.of("price", "discount", "quantity", "index");
  private static final Set<String> ITEM_TEXTS =
      Set.of(
          "item_id",
          "item_name",
          "affiliation",
          "coupon",
          "creative_name",
          "creative_slot",
          "item_brand",
          "item_category",
          "item_category2",
          "item_category3",
          "item_category4",
          "item_category5",
          "item_list_id",
          "item_list_name",
          "item_variant",
          "location_id",
          "promotion_id",
          "promotion_name");

  private Params() {}

  /// Adds what the field table has not taken, in the event's order, while there is room.
  static void addOthers(ObjectNode params, JsonNode ours, Set<String> taken) {
    ours.properties().stream()
        .filter(param -> !taken.contains(param.getKey()))
        .forEach(param -> addFlat(params, param.getKey(), param.getValue()));
  }

  /// A value as Google takes it.
  ///
  /// @return empty for what it refuses: nothing, lists and objects
  static Optional<JsonNode> scalar(String name, JsonNode value) {
    return scalar(value, LONGER.getOrDefault(name, LONGEST_VALUE));
  }

  /// @param most characters of a text
  static Optional<JsonNode> scalar(JsonNode value, int most) {
    if (value.isTextual()) {
      var text = cut(value.asText(), most);
      return text.isEmpty() ? Optional.empty() : Optional.of(TextNode.valueOf(text));
    }
    return value.isNumber() || value.isBoolean() ? Optional.of(value) : Optional.empty();
  }

  /// @return empty when there is no item with an id or a name
  static Optional<JsonNode> items(JsonNode ours) {
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    ours.valueStream()
        .map(Params::item)
        .filter(item -> item.has("item_id") || item.has("item_name"))
        .limit(MOST_ITEMS)
        .forEach(items::add);
    return items.isEmpty() ? Optional.empty() : Optional.of(items);
  }

  /// Objects become `outer_inner`; lists of scalars become one text with commas.
  private static void addFlat(ObjectNode params, String key, JsonNode value) {
    if (value.isObject()) {
      value
          .properties()
          .forEach(inner -> addFlat(params, key + "_" + inner.getKey(), inner.getValue()));
      return;
    }
    var name = Ga4Names.param(key);
    if (name.isEmpty() || params.has(name.get()) || params.size() >= MOST) {
      return;
    }
    scalar(key, value.isArray() ? TextNode.valueOf(joined(value)) : value)
        .ifPresent(scalar -> params.set(name.get(), scalar));
  }

  private static String joined(JsonNode list) {
    return list.valueStream()
        .filter(node -> node.isValueNode() && !node.isNull())
        .map(JsonNode::asText)
        .collect(Collectors.joining(","));
  }

  private static ObjectNode item(JsonNode ours) {
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    var own = 0;
    for (var property : ours.properties()) {
      var key = property.getKey();
      var value = property.getValue();
      if (ITEM_AMOUNTS.contains(key)) {
        Amounts.json(value).ifPresent(amount -> item.set(key, amount));
      } else if (ITEM_TEXTS.contains(key)) {
        scalar(key, value.isValueNode() ? TextNode.valueOf(value.asText("")) : value)
            .filter(text -> !value.isNull())
            .ifPresent(text -> item.set(key, text));
      } else if (own < MOST_OWN_ITEM_KEYS) {
        var name = Ga4Names.param(key).filter(free -> !item.has(free));
        var scalar = scalar(key, value);
        if (name.isPresent() && scalar.isPresent()) {
          item.set(name.get(), scalar.get());
          own++;
        }
      }
    }
    return item;
  }

  /// Never between the two halves of a character.
  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }
}
