package dev.tagyard.proxy.destination.postback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.proxy.destination.Amounts;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Field;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a template can name: the short macros of the table, and any path of the event.
final class Macros {
  static final List<Field> SHORT =
      List.of(
          scalar("click_id", "ids.click_id"),
          new Field("value", "params.value", "plain decimal", delivery -> amount(delivery)),
          new Field("currency", "params.currency", "in capitals", delivery -> currency(delivery)),
          scalar("transaction_id", "params.transaction_id"),
          scalar("event_id", "event_id"),
          scalar("event_name", "event_name"),
          scalar("event_time", "event_time"));

  /// First parts of the paths that a template can name.
  static final Set<String> ROOTS = Set.of("user", "params", "ids", "page", "visitor");

  private static final Map<String, Field> BY_NAME =
      SHORT.stream().collect(Collectors.toUnmodifiableMap(Field::name, Function.identity()));

  private Macros() {}

  /// @return empty text where the event has no such scalar
  static String value(String name, Delivery delivery) {
    var field = BY_NAME.get(name);
    return (field == null ? read(name, delivery) : field.read().apply(delivery))
        .map(JsonNode::asText)
        .orElse("");
  }

  /// @throws IllegalArgumentException for a macro that nothing stands behind
  static void check(String name) {
    var dot = name.indexOf('.');
    var known =
        dot < 0
            ? BY_NAME.containsKey(name)
            : ROOTS.contains(name.substring(0, dot)) && dot < name.length() - 1;
    if (!known) {
      throw new IllegalArgumentException(
          "unknown macro {" + name + "}; nearest known: {" + nearest(name) + "}");
    }
  }

  private static Field scalar(String name, String path) {
    return new Field(name, path, "as it is", delivery -> read(path, delivery));
  }

  /// Numbers without an exponent, which partners do not read.
  private static Optional<JsonNode> read(String path, Delivery delivery) {
    return delivery
        .event()
        .at(path)
        .filter(JsonNode::isValueNode)
        .map(node ->
            node.isNumber()
                ? Amounts.of(node).map(BigDecimal::toPlainString).orElse(node.asText())
                : node.asText())
        .map(TextNode::valueOf);
  }

  private static Optional<JsonNode> amount(Delivery delivery) {
    return delivery
        .event()
        .at("params.value")
        .flatMap(Amounts::of)
        .map(amount -> TextNode.valueOf(amount.toPlainString()));
  }

  private static Optional<JsonNode> currency(Delivery delivery) {
    return delivery
        .event()
        .text("params.currency")
        .map(code -> TextNode.valueOf(code.trim().toUpperCase(Locale.ROOT)));
  }

  private static String nearest(String name) {
    var dot = name.indexOf('.');
    if (dot > 0) {
      var root = name.substring(0, dot);
      return closest(root, ROOTS) + name.substring(dot);
    }
    return closest(name, BY_NAME.keySet());
  }

  private static String closest(String name, Set<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String k) -> distance(name, k)).thenComparing(k -> k))
        .orElseThrow();
  }

  /// Letters to insert, delete or replace.
  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (var j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (var i = 1; i <= a.length(); i++) {
      var corner = row[0];
      row[0] = i;
      for (var j = 1; j <= b.length(); j++) {
        var replaced = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        corner = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
