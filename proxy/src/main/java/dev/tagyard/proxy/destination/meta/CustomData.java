package dev.tagyard.proxy.destination.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.proxy.destination.Amounts;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Field;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What it was about: money and goods, as Meta wants to be told. Source:
/// <https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/custom-data>,
/// read 2026-11-22.
final class CustomData {
  static final List<Field> FIELDS =
      List.of(
          Field.amount("custom_data.value", "params.value"),
          new Field(
              "custom_data.currency",
              "params.currency",
              "ISO 4217 in capitals",
              CustomData::currency),
          Field.text("custom_data.order_id", "params.transaction_id"),
          new Field(
              "custom_data.content_type",
              "params.content_type",
              "product when there are items",
              CustomData::type),
          new Field(
              "custom_data.content_ids",
              "params.items[].item_id",
              "list",
              delivery -> list(items(delivery).flatMap(item -> text(item, "item_id").stream()))),
          new Field("custom_data.contents", "params.items[]", "see below", CustomData::contents),
          new Field(
              "custom_data.num_items", "params.items[].quantity", "sum", CustomData::numItems),
          Field.text("custom_data.content_name", "params.content_name"),
          Field.text("custom_data.content_category", "params.content_category"),
          Field.text("custom_data.search_string", "params.search_term"),
          Field.amount("custom_data.predicted_ltv", "params.predicted_ltv"),
          Field.text("custom_data.status", "params.status"),
          Field.text("custom_data.delivery_category", "params.delivery_category"));

  /// Keys of `contents`: Meta's, then ours; numbers are told by the third.
  private static final List<ContentKey> CONTENT =
      List.of(
          new ContentKey("id", "item_id", false),
          new ContentKey("quantity", "quantity", true),
          new ContentKey("item_price", "price", true),
          new ContentKey("title", "item_name", false),
          new ContentKey("brand", "item_brand", false),
          new ContentKey("category", "item_category", false));

  private record ContentKey(String meta, String ours, boolean number) {}

  private CustomData() {}

  /// The table with the operator's own parameters at its end.
  static List<Field> fields(List<String> more) {
    var all = new ArrayList<>(FIELDS);
    for (var name : more) {
      all.add(
          new Field(
              "custom_data." + name,
              "params." + name,
              "as it is",
              delivery -> delivery.event().at("params." + name).filter(JsonNode::isValueNode)));
    }
    return List.copyOf(all);
  }

  private static Optional<JsonNode> currency(Delivery delivery) {
    return delivery
        .event()
        .text("params.currency")
        .flatMap(Amounts::currency)
        .map(TextNode::valueOf);
  }

  private static Optional<JsonNode> type(Delivery delivery) {
    return delivery
        .event()
        .text("params.content_type")
        .or(() -> contents(delivery).map(goods -> "product"))
        .map(TextNode::valueOf);
  }

  private static Optional<JsonNode> contents(Delivery delivery) {
    return list(
        items(delivery).filter(item -> text(item, "item_id").isPresent()).map(CustomData::content));
  }

  private static JsonNode content(JsonNode item) {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    for (var key : CONTENT) {
      (key.number ? Amounts.json(item.path(key.ours)) : text(item, key.ours))
          .ifPresent(value -> content.set(key.meta, value));
    }
    return content;
  }

  private static Optional<JsonNode> numItems(Delivery delivery) {
    var sum =
        items(delivery)
            .map(item -> Amounts.of(item.path("quantity")).orElse(BigDecimal.ONE))
            .reduce(BigDecimal::add);
    return sum.filter(count -> count.signum() > 0).map(DecimalNode::valueOf);
  }

  private static Stream<JsonNode> items(Delivery delivery) {
    return delivery
        .event()
        .at("params.items")
        .filter(JsonNode::isArray)
        .map(items -> items.valueStream().filter(JsonNode::isObject))
        .orElse(Stream.empty());
  }

  private static Optional<JsonNode> text(JsonNode item, String key) {
    var node = item.path(key);
    return node.isValueNode() && !node.isNull() && !node.asText().isEmpty()
        ? Optional.of(TextNode.valueOf(node.asText()))
        : Optional.empty();
  }

  private static Optional<JsonNode> list(Stream<? extends JsonNode> nodes) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    nodes.forEach(list::add);
    return list.isEmpty() ? Optional.empty() : Optional.of(list);
  }
}
