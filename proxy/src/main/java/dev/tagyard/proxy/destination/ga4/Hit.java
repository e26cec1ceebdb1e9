package dev.tagyard.proxy.destination.ga4;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.proxy.destination.Amounts;
import dev.tagyard.proxy.destination.Batches;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Field;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One event of a request. Source:
/// <https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference>, read
/// 2026-11-22.
final class Hit {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,19}");

  static final List<Field> FIELDS =
      List.of(
          new Field(
              "name",
              "event_name",
              "as it is; other characters than letters, digits and _ become _",
              delivery -> Ga4Names.event(delivery.event().name()).map(TextNode::valueOf)),
          new Field(
              "timestamp_micros",
              "event_time",
              "microseconds",
              delivery ->
                  Optional.of(LongNode.valueOf(delivery.event().time().toEpochMilli() * 1_000))),
          new Field(
              "params.session_id",
              "params.session_id, ga4.sid, ids.ga_sessions",
              "digits only; of the cookie's sessions the one of this stream",
              delivery ->
                  delivery
                      .event()
                      .text("params.session_id")
                      .or(() -> delivery.event().text("ga4.sid"))
                      .filter(Hit::isNumber)
                      .map(TextNode::valueOf)),
          new Field(
              "params.engagement_time_msec",
              "params.engagement_time_msec, ga4._et",
              "1 when the event has none, so that the visitor counts as active",
              Hit::engagement),
          param("event_id", "event_id"),
          param("transaction_id", "params.transaction_id"),
          new Field(
              "params.currency",
              "params.currency",
              "ISO 4217 in capitals",
              delivery ->
                  delivery
                      .event()
                      .text("params.currency")
                      .flatMap(Amounts::currency)
                      .map(TextNode::valueOf)),
          Field.amount("params.value", "params.value"),
          Field.amount("params.tax", "params.tax"),
          Field.amount("params.shipping", "params.shipping"),
          param("coupon", "params.coupon"),
          param("page_location", "page.url"),
          param("page_referrer", "page.referrer"),
          param("page_title", "page.title"),
          new Field(
              "params.items",
              "params.items",
              "at most 200, each with its known keys and 10 of its own",
              delivery ->
                  delivery
                      .event()
                      .at("params.items")
                      .filter(JsonNode::isArray)
                      .flatMap(Params::items)));

  /// Our parameters that the table takes, in whatever form.
  private static final Set<String> TAKEN =
      FIELDS.stream()
          .flatMap(field -> Stream.of(field.from().split(", ", -1)))
          .filter(from -> from.startsWith("params."))
          .map(from -> from.substring("params.".length()))
          .collect(Collectors.toUnmodifiableSet());

  private Hit() {}

  /// @param measurementId of the stream that it goes to, such as G-TEST123
  static ObjectNode of(Delivery delivery, boolean debug, String measurementId) {
    ObjectNode hit = JsonNodeFactory.instance.objectNode();
    Field.fill(hit, FIELDS, delivery);
    var params = hit.withObjectProperty("params");
    if (!params.has("session_id")) {
      session(delivery, measurementId).ifPresent(id -> params.put("session_id", id));
    }
    if (debug) {
      params.put("debug_mode", 1);
    }
    delivery.event().at("params").ifPresent(ours -> Params.addOthers(params, ours, TAKEN));
    return hit;
  }

  private static Optional<String> session(Delivery delivery, String measurementId) {
    var stream = measurementId.substring("G-".length()) + ".";
    return delivery.event().text("ids.ga_sessions").stream()
        .flatMap(all -> Stream.of(all.split(" ", -1)))
        .filter(one -> one.startsWith(stream))
        .map(one -> one.substring(stream.length()))
        .filter(Hit::isNumber)
        .findFirst();
  }

  /// What Google takes for the number of a session.
  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  /// Drops items from the end until there is room.
  static void shrink(ObjectNode hit, int bytes) {
    if (hit.path("params").path("items") instanceof ArrayNode items) {
      var size = Batches.bytes(hit.toString());
      while (size > bytes && !items.isEmpty()) {
        size -= Batches.bytes(items.remove(items.size() - 1).toString()) + 1;
      }
    }
  }

  private static Field param(String key, String path) {
    return new Field(
        "params." + key,
        path,
        "cut to Google's limit",
        delivery ->
            delivery
                .event()
                .text(path)
                .flatMap(text -> Params.scalar(key, TextNode.valueOf(text))));
  }

  private static Optional<JsonNode> engagement(Delivery delivery) {
    return Amounts.json(delivery, "params.engagement_time_msec")
        .or(() -> Amounts.json(delivery, "ga4._et"))
        .filter(time -> time.asLong() > 0)
        .map(time -> (JsonNode) LongNode.valueOf(time.asLong()))
        .or(() -> Optional.of(IntNode.valueOf(1)));
  }
}
