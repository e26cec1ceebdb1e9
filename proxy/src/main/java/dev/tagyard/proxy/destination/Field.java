package dev.tagyard.proxy.destination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// One row of a vendor's field table. The same table fills the request and the docs page.
public final class Field {
  private final String name;
  private final List<Part> parts;
  private final String from;
  private final String treatment;
  private final Function<Delivery, Optional<JsonNode>> read;

  /// One of a name.
  private record Part(String key, boolean list) {}

  /// @param name dotted path in the vendor's body; `[]` after a part makes it a list of one
  /// @param from where it comes from, for people
  /// @param treatment what is done to it, for people
  /// @param read the value for a delivery; empty leaves the field out
  public Field(
      String name, String from, String treatment, Function<Delivery, Optional<JsonNode>> read) {
    this.name = name;
    this.parts = parts(name);
    this.from = from;
    this.treatment = treatment;
    this.read = read;
  }

  public String name() {
    return name;
  }

  public String from() {
    return from;
  }

  public String treatment() {
    return treatment;
  }

  public Function<Delivery, Optional<JsonNode>> read() {
    return read;
  }

  /// The text at an event's path, as it is, unless it is blank.
  public static Field text(String name, String path) {
    return new Field(
        name,
        path,
        "as it is",
        d -> d.event().text(path).filter(text -> !text.isBlank()).map(TextNode::valueOf));
  }

  /// The number at an event's path, also where the event has it as text.
  public static Field amount(String name, String path) {
    return new Field(name, path, "number", d -> Amounts.json(d, path));
  }

  /// The text at an event's path, normalised and then hashed; hashes pass through.
  ///
  /// @param hash of a text, such as [Hashing#hash]
  public static Field hashed(
      String name, String path, String treatment, Function<String, Optional<String>> hash) {
    return new Field(
        name,
        path,
        treatment + ", SHA-256",
        d -> d.event().text(path).flatMap(hash).map(TextNode::valueOf));
  }

  /// The body of a table: made once for each delivery, to be read only.
  public static ObjectNode body(List<Field> table, Delivery delivery) {
    return delivery.once(
        table, fields -> fill(JsonNodeFactory.instance.objectNode(), fields, delivery));
  }

  /// Fills a body with each field of the table that the delivery has a value for.
  public static ObjectNode fill(ObjectNode body, List<Field> table, Delivery delivery) {
    for (var field : table) {
      field.read.apply(delivery).ifPresent(value -> set(body, field.parts, value));
    }
    return body;
  }

  private static void set(ObjectNode body, List<Part> parts, JsonNode value) {
    var parent = body;
    for (var part : parts.subList(0, parts.size() - 1)) {
      parent = part.list ? only(parent.withArray(part.key)) : parent.withObjectProperty(part.key);
    }
    var last = parts.getLast();
    if (last.list) {
      parent.putArray(last.key).add(value);
    } else {
      parent.set(last.key, value);
    }
  }

  private static List<Part> parts(String path) {
    return Stream.of(path.split("\\.", -1))
        .map(part ->
            part.endsWith("[]")
                ? new Part(part.substring(0, part.length() - 2), true)
                : new Part(part, false))
        .toList();
  }

  private static ObjectNode only(ArrayNode list) {
    return list.isEmpty() ? list.addObject() : (ObjectNode) list.get(0);
  }
}
