package dev.tagyard.proxy.destination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What an event was about: `params.items` as vendors want to be told.
public final class Goods {
  private static final String ITEMS = "params.items[]";

  private Goods() {}

  /// A key of one item.
  ///
  /// @param vendor's name for it
  /// @param ours such as `item_id`
  public record Key(String vendor, String ours, Form form) {}

  /// How a key's value is written.
  public enum Form {
    TEXT,
    NUMBER,
    /// A whole number above 0.
    COUNT,
    /// The same as text: so Google writes 64-bit numbers in JSON.
    COUNT_TEXT,
    /// A decimal as text.
    NUMBER_TEXT
  }

  public static Key text(String vendor, String ours) {
    return new Key(vendor, ours, Form.TEXT);
  }

  public static Key number(String vendor, String ours) {
    return new Key(vendor, ours, Form.NUMBER);
  }

  public static Key count(String vendor) {
    return new Key(vendor, "quantity", Form.COUNT);
  }

  public static Key countText(String vendor) {
    return new Key(vendor, "quantity", Form.COUNT_TEXT);
  }

  public static Key numberText(String vendor, String ours) {
    return new Key(vendor, ours, Form.NUMBER_TEXT);
  }

  /// The items' ids as a list of texts.
  public static Field ids(String name) {
    return texts(name, "item_id");
  }

  /// One text of each item as a list.
  public static Field texts(String name, String ours) {
    return new Field(
        name,
        ITEMS + "." + ours,
        "list",
        d -> list(items(d).flatMap(item -> text(item.path(ours)).stream())));
  }

  /// How many pieces; 1 for an item without a quantity.
  public static Field pieces(String name) {
    return pieces(name, event -> true);
  }

  /// @param where the events, by our name, that have the field
  public static Field pieces(String name, Predicate<String> where) {
    return new Field(
        name,
        ITEMS + ".quantity",
        "sum",
        d -> where.test(d.event().name()) ? sum(d) : Optional.empty());
  }

  /// Items with all keys that each has; an item without its id is left out.
  public static Field list(String name, List<Key> keys) {
    var told = keys.stream().map(key -> key.vendor + " from " + key.ours).toList();
    return new Field(
        name,
        ITEMS,
        "list of " + String.join(", ", told),
        d -> list(items(d).filter(Goods::hasId).map(item -> item(item, keys))));
  }

  /// A text where there are items.
  public static Field where(String name, String value) {
    return new Field(
        name,
        ITEMS,
        value + " when there are items",
        d -> any(d) ? Optional.of(TextNode.valueOf(value)) : Optional.empty());
  }

  /// Whether there are items; one without its id is none.
  public static boolean any(Delivery delivery) {
    return items(delivery).anyMatch(Goods::hasId);
  }

  private static boolean hasId(JsonNode item) {
    return text(item.path("item_id")).isPresent();
  }

  public static Stream<JsonNode> items(Delivery delivery) {
    return delivery
        .event()
        .at("params.items")
        .filter(JsonNode::isArray)
        .map(items -> items.valueStream().filter(JsonNode::isObject))
        .orElse(Stream.empty());
  }

  private static Optional<JsonNode> sum(Delivery delivery) {
    return items(delivery)
        .map(item -> Amounts.of(item.path("quantity")).orElse(BigDecimal.ONE))
        .reduce(BigDecimal::add)
        .filter(Goods::countable)
        .map(DecimalNode::valueOf);
  }

  private static boolean countable(BigDecimal number) {
    return number.signum() > 0 && number.scale() <= 0 && number.precision() <= 9;
  }

  private static JsonNode item(JsonNode item, List<Key> keys) {
    var told = JsonNodeFactory.instance.objectNode();
    for (var key : keys) {
      value(item.path(key.ours), key.form).ifPresent(value -> told.set(key.vendor, value));
    }
    return told;
  }

  private static Optional<JsonNode> value(JsonNode node, Form form) {
    return switch (form) {
      case TEXT -> text(node);
      case NUMBER -> Amounts.json(node);
      case COUNT -> count(node).map(DecimalNode::valueOf);
      case COUNT_TEXT -> count(node).map(BigDecimal::toPlainString).map(TextNode::valueOf);
      case NUMBER_TEXT -> Amounts.of(node).map(BigDecimal::toPlainString).map(TextNode::valueOf);
    };
  }

  private static Optional<BigDecimal> count(JsonNode node) {
    return Amounts.of(node).filter(Goods::countable);
  }

  private static Optional<JsonNode> text(JsonNode node) {
    return node.isValueNode() && !node.isNull() && !node.asText().isBlank()
        ? Optional.of(TextNode.valueOf(node.asText()))
        : Optional.empty();
  }

  private static Optional<JsonNode> list(Stream<? extends JsonNode> nodes) {
    var list = JsonNodeFactory.instance.arrayNode();
    nodes.forEach(list::add);
    return list.isEmpty() ? Optional.empty() : Optional.of(list);
  }
}
