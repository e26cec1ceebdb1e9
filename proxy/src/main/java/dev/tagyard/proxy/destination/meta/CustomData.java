package dev.tagyard.proxy.destination.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.Fields;
import dev.tagyard.proxy.destination.Goods;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What it was about: money and goods, as Meta wants to be told. Source:
/// <https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/custom-data>,
/// read 2026-11-22.
final class CustomData {
  private static final Field CONTENTS =
      Goods.list(
          "custom_data.contents",
          List.of(
              Goods.text("id", "item_id"),
              Goods.number("quantity", "quantity"),
              Goods.number("item_price", "price"),
              Goods.text("title", "item_name"),
              Goods.text("brand", "item_brand"),
              Goods.text("category", "item_category")));

  static final List<Field> FIELDS =
      List.of(
          Field.amount("custom_data.value", "params.value"),
          Fields.currency("custom_data.currency"),
          Field.text("custom_data.order_id", "params.transaction_id"),
          new Field(
              "custom_data.content_type",
              "params.content_type",
              "product when there are items",
              CustomData::type),
          Goods.ids("custom_data.content_ids"),
          CONTENTS,
          Goods.pieces("custom_data.num_items"),
          Field.text("custom_data.content_name", "params.content_name"),
          Field.text("custom_data.content_category", "params.content_category"),
          Field.text("custom_data.search_string", "params.search_term"),
          Field.amount("custom_data.predicted_ltv", "params.predicted_ltv"),
          Field.text("custom_data.status", "params.status"),
          Field.text("custom_data.delivery_category", "params.delivery_category"));

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

  private static Optional<JsonNode> type(Delivery delivery) {
    return delivery
        .event()
        .text("params.content_type")
        .or(() -> Goods.any(delivery) ? Optional.of("product") : Optional.empty())
        .map(TextNode::valueOf);
  }
}
