package dev.tagyard.proxy.source.nativeevent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.source.Decoded.Item;
import dev.tagyard.proxy.source.Texts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads one event object of the public contract, whoever sends it.
final class NativeEvent {
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_ID = 256;
  private static final int MOST_ITEMS = 200;

  /// Digits of a number that was written as text, as of one that was not.
  private static final int LONGEST_NUMBER = 64;

  /// What a double can tell apart from zero has no more places.
  private static final int MOST_PLACES = 400;

  /// Times before 2001 are taken for seconds written where milliseconds belong.
  private static final long EARLIEST_MILLIS = 1_000_000_000_000L;

  /// Params of a kind of their own, which pages leave empty where they have none.
  private static final List<String> EMPTY_IS_ABSENT = List.of("value", "items");

  private static final List<String> OBJECTS = List.of("page", "user", "params", "ids");
  private static final List<String> SERVER_FIELDS =
      List.of("received_at", "source", "trusted", "foreign_site", "consent", "client_time");

  private static final Item BEYOND =
      refused("number", "a number is larger than any that can be kept, which is 1.8e308");

  private NativeEvent() {}

  static Item read(JsonNode node, boolean trusted) {
    if (!(node instanceof ObjectNode event)) {
      return refused("not_an_event", "expected an event object, not " + kind(node));
    }
    var signals = NativeConsent.read(event.path("consent"));
    event.remove(SERVER_FIELDS);
    if (!trusted) {
      event.remove("visitor");
    }
    return problem(event)
        .orElseGet(() -> {
          removeEmptyIds(event);
          return new Item.Taken(event, signals, Optional.empty());
        });
  }

  private static Optional<Item> problem(ObjectNode event) {
    return name(event)
        .or(() -> id(event))
        .or(() -> millis(event, "event_time"))
        .or(() -> millis(event, "sent_at"))
        .or(() -> objects(event))
        .or(() -> isBeyond(event) ? Optional.of(BEYOND) : Optional.empty())
        .or(() -> params(event));
  }

  private static Optional<Item> name(ObjectNode event) {
    var name = event.path("event_name");
    if (!name.isTextual() || name.asText().isBlank()) {
      return Optional.of(refused("event_name", "event_name: expected a text, such as purchase"));
    }
    if (name.asText().length() > LONGEST_NAME || Texts.hasControls(name.asText())) {
      return Optional.of(
          refused("event_name", "event_name: at most " + LONGEST_NAME + " printable characters"));
    }
    var bare = name.asText().strip();
    if (!bare.equals(name.asText())) {
      event.put("event_name", bare);
    }
    return Optional.empty();
  }

  private static Optional<Item> id(ObjectNode event) {
    var id = event.path("event_id");
    if (id.isMissingNode() || id.isNull() || (id.isTextual() && id.asText().isBlank())) {
      event.remove("event_id");
      return Optional.empty();
    }
    if (!id.isTextual() && !id.isIntegralNumber()) {
      return Optional.of(refused("event_id", "event_id: expected a text"));
    }
    if (id.asText().length() > LONGEST_ID || Texts.hasControls(id.asText())) {
      return Optional.of(
          refused("event_id", "event_id: at most " + LONGEST_ID + " printable characters"));
    }
    event.put("event_id", id.asText());
    return Optional.empty();
  }

  private static Optional<Item> millis(ObjectNode event, String key) {
    var time = event.path(key);
    if (time.isMissingNode() || time.isNull()) {
      event.remove(key);
      return Optional.empty();
    }
    var millis = wholeNumber(time);
    if (millis < EARLIEST_MILLIS) {
      return Optional.of(
          refused(key, key + ": expected milliseconds since the epoch, such as 1763773200123"));
    }
    event.put(key, millis);
    return Optional.empty();
  }

  private static Optional<Item> objects(ObjectNode event) {
    for (var key : OBJECTS) {
      var part = event.path(key);
      if (part.isNull()) {
        event.remove(key);
      } else if (!part.isMissingNode() && !part.isObject()) {
        return Optional.of(refused(key, key + ": expected an object, not " + kind(part)));
      }
    }
    return Optional.empty();
  }

  /// Pages name the ids that they do not have, too; what stands here goes before cookies.
  private static void removeEmptyIds(ObjectNode event) {
    if (event.path("ids") instanceof ObjectNode ids) {
      ids.properties()
          .removeIf(id ->
              id.getValue().isNull()
                  || (id.getValue().isTextual() && id.getValue().asText().isBlank()));
    }
  }

  private static Optional<Item> params(ObjectNode event) {
    if (!(event.path("params") instanceof ObjectNode params)) {
      return Optional.empty();
    }
    params.properties().removeIf(entry -> entry.getValue() instanceof NullNode);
    for (var key : EMPTY_IS_ABSENT) {
      if (params.path(key).isTextual() && params.path(key).asText().isBlank()) {
        params.remove(key);
      }
    }
    var currency = params.path("currency");
    if (currency.isTextual()) {
      params.put("currency", currency.asText().trim().toUpperCase(Locale.ROOT));
    }
    return value(params).or(() -> items(params));
  }

  private static Optional<Item> value(ObjectNode params) {
    var value = params.path("value");
    if (value.isTextual()) {
      var number =
          Texts.decimal(value.asText().trim(), LONGEST_NUMBER, MOST_PLACES)
              .filter(decimal -> Double.isFinite(decimal.doubleValue()));
      if (number.isEmpty()) {
        return Optional.of(refused("value", "params.value: expected a number, such as 59.9"));
      }
      params.set("value", JsonNodeFactory.instance.numberNode(number.get()));
    } else if (!value.isMissingNode() && !value.isNumber()) {
      return Optional.of(refused("value", "params.value: expected a number, not " + kind(value)));
    }
    return Optional.empty();
  }

  private static Optional<Item> items(ObjectNode params) {
    var items = params.path("items");
    if (items.isMissingNode()) {
      return Optional.empty();
    }
    if (!items.isArray()) {
      return Optional.of(refused("items", "params.items: expected an array, not " + kind(items)));
    }
    if (items.size() > MOST_ITEMS) {
      return Optional.of(refused("items", "params.items: at most " + MOST_ITEMS + " items"));
    }
    for (var item : items) {
      if (!item.isObject()) {
        return Optional.of(refused("items", "params.items: expected objects, not " + kind(item)));
      }
    }
    return Optional.empty();
  }

  /// Whether a number in it is larger than a double holds, and so is none any more.
  private static boolean isBeyond(JsonNode node) {
    if (!(node instanceof ContainerNode<?>)) {
      return node instanceof DoubleNode number && Double.isInfinite(number.doubleValue());
    }
    for (var element : node) {
      if (isBeyond(element)) {
        return true;
      }
    }
    return false;
  }

  /// The number, also where it was written as text; -1 when it is none.
  private static long wholeNumber(JsonNode node) {
    if (node.isNumber() && node.canConvertToLong()) {
      return node.asLong();
    }
    try {
      return node.isTextual() ? Long.parseLong(node.asText().trim()) : -1;
    } catch (NumberFormatException notANumber) {
      return -1;
    }
  }

  private static String kind(JsonNode node) {
    return node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private static Item refused(String reason, String error) {
    return new Item.Refused(reason, error);
  }
}
