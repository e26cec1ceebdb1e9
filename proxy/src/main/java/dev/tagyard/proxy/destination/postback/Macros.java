package dev.tagyard.proxy.destination.postback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.proxy.destination.Amounts;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.Fields;
import dev.tagyard.proxy.destination.Goods;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a template can name: the short macros of the table, and any path of the event.
final class Macros {
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Set<String> SALES = Set.of("purchase", "subscribe");

  static final List<Field> SHORT =
      List.of(
          scalar("click_id", "ids.click_id"),
          new Field("value", "params.value", "plain decimal", delivery -> amount(delivery)),
          new Field(
              "value_net",
              "params.value",
              "less params.tax and params.shipping; plain decimal",
              delivery -> net(delivery)),
          new Field("currency", "params.currency", "in capitals", delivery -> currency(delivery)),
          scalar("transaction_id", "params.transaction_id"),
          scalar("event_id", "event_id"),
          scalar("event_name", "event_name"),
          scalar("event_time", "event_time"),
          new Field("event_time_iso", "event_time", "ISO 8601, UTC", d -> time(d, ISO)),
          new Field("event_time_minute", "event_time", "YYYYMMDD_HHMM, UTC", d -> time(d, MINUTE)),
          new Field(
              "ransiteid_minute",
              "ids.seen_at.ransiteid",
              "when Rakuten's click was first seen, YYYYMMDD_HHMM, UTC",
              d -> clicked(d)),
          new Field(
              "value_minor", "params.value", "in minor units, such as cents", d -> minor(d, false)),
          new Field(
              "value_minor_negative",
              "params.value",
              "in minor units, with a minus",
              d -> minor(d, true)),
          new Field(
              "kind",
              "event_name",
              "sale for purchase and subscribe, else lead",
              d ->
                  Optional.of(
                      TextNode.valueOf(SALES.contains(d.event().name()) ? "sale" : "lead"))),
          items("items.item_id", "item_id of each", i -> text(i, "item_id")),
          items("items.item_name", "item_name of each", i -> text(i, "item_name")),
          items("items.quantity", "quantity of each, else 1", Macros::quantity),
          new Field(
              "items.minor",
              "params.items[]",
              "price by quantity of each in minor units, with bars between; where none has a price,"
                  + " the first has params.value",
              d -> minors(d, false)),
          new Field(
              "items.minor_negative",
              "params.items[]",
              "the same with a minus",
              d -> minors(d, true)));

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
    var path = dot > 0 && dot < name.length() - 1 && ROOTS.contains(name.substring(0, dot));
    var known = path || BY_NAME.containsKey(name);
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
    return number("params.value", delivery).map(amount -> TextNode.valueOf(amount.toPlainString()));
  }

  private static Optional<JsonNode> net(Delivery delivery) {
    return number("params.value", delivery)
        .map(amount ->
            amount
                .subtract(number("params.tax", delivery).orElse(BigDecimal.ZERO))
                .subtract(number("params.shipping", delivery).orElse(BigDecimal.ZERO)))
        .map(amount -> TextNode.valueOf(amount.toPlainString()));
  }

  private static Optional<BigDecimal> number(String path, Delivery delivery) {
    return delivery.event().at(path).flatMap(Amounts::of);
  }

  private static Optional<JsonNode> currency(Delivery delivery) {
    return delivery
        .event()
        .text("params.currency")
        .map(code -> TextNode.valueOf(code.trim().toUpperCase(Locale.ROOT)));
  }

  private static Optional<JsonNode> time(Delivery delivery, DateTimeFormatter form) {
    return Optional.of(TextNode.valueOf(form.format(Fields.time(delivery))));
  }

  private static Optional<JsonNode> clicked(Delivery delivery) {
    return number("ids.seen_at.ransiteid", delivery)
        .map(millis -> Instant.ofEpochMilli(millis.longValue()))
        .filter(at -> at.isAfter(Instant.EPOCH) && !at.isAfter(Fields.time(delivery)))
        .map(at -> TextNode.valueOf(MINUTE.format(at)));
  }

  private static Optional<JsonNode> minor(Delivery delivery, boolean negative) {
    return number("params.value", delivery)
        .map(amount -> TextNode.valueOf(minor(amount, delivery, negative)));
  }

  private static String minor(BigDecimal amount, Delivery delivery, boolean negative) {
    var digits =
        delivery
            .event()
            .text("params.currency")
            .flatMap(Amounts::currency)
            .map(code -> Math.max(0, Currency.getInstance(code).getDefaultFractionDigits()))
            .orElse(2);
    var signed = negative ? amount.abs().negate() : amount;
    return signed.movePointRight(digits).setScale(0, RoundingMode.HALF_UP).toPlainString();
  }

  /// One value of each item, with bars between; nothing where there is no item.
  private static Field items(String name, String how, Function<JsonNode, String> value) {
    return new Field(
        name,
        "params.items[]",
        how + ", with bars between",
        d -> joined(Goods.items(d).map(item -> value.apply(item).replace('|', ' ')).toList()));
  }

  /// Where no item has a price, what the event is worth stands at the first: the list keeps as many
  /// parts as the others.
  private static Optional<JsonNode> minors(Delivery delivery, boolean negative) {
    var totals = Goods.items(delivery).map(Macros::total).toList();
    var amounts =
        new ArrayList<>(totals.stream().map(each -> each.orElse(BigDecimal.ZERO)).toList());
    if (!amounts.isEmpty() && totals.stream().allMatch(Optional::isEmpty)) {
      var value = number("params.value", delivery);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      amounts.set(0, value.get());
    }
    return joined(amounts.stream().map(each -> minor(each, delivery, negative)).toList());
  }

  private static Optional<BigDecimal> total(JsonNode item) {
    return Amounts.of(item.path("price"))
        .map(price -> price.multiply(Amounts.of(item.path("quantity")).orElse(BigDecimal.ONE)));
  }

  private static Optional<JsonNode> joined(List<String> values) {
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(TextNode.valueOf(String.join("|", values)));
  }

  private static String text(JsonNode item, String key) {
    return item.path(key).isValueNode() ? item.path(key).asText("") : "";
  }

  private static String quantity(JsonNode item) {
    return Amounts.of(item.path("quantity")).orElse(BigDecimal.ONE).toPlainString();
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
