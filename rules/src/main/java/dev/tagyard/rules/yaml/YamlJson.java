package dev.tagyard.rules.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Function;

/// YAML values as JSON.
final class YamlJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private YamlJson() {}

  /// @param leaf gives a scalar's value, or absent for one that cannot be given
  static Optional<JsonNode> of(YamlNode node, Function<YamlNode.Scalar, Optional<JsonNode>> leaf) {
    return switch (node) {
      case YamlNode.Scalar scalar -> leaf.apply(scalar);
      case YamlNode.Sequence sequence -> {
        var array = JSON.arrayNode();
        sequence.items().forEach(item -> of(item, leaf).ifPresent(array::add));
        yield array.size() == sequence.items().size() ? Optional.of(array) : Optional.empty();
      }
      case YamlNode.Mapping mapping -> {
        var object = JSON.objectNode();
        mapping
            .entries()
            .forEach((key, value) -> of(value, leaf).ifPresent(json -> object.set(key, json)));
        yield object.size() == mapping.entries().size() ? Optional.of(object) : Optional.empty();
      }
    };
  }

  /// A text that is not as its kind wants it stays text.
  static JsonNode scalar(YamlNode.Kind kind, String text) {
    try {
      return switch (kind) {
        case TEXT -> JSON.textNode(text);
        case NOTHING -> JSON.nullNode();
        case BOOLEAN -> JSON.booleanNode(Boolean.parseBoolean(text));
        case DECIMAL -> decimal(text);
        case INTEGER -> whole(new BigInteger(text));
      };
    } catch (NumberFormatException otherNotation) {
      return JSON.textNode(text);
    }
  }

  /// A whole number where it is written as one, else a double, where that is the number exactly.
  private static JsonNode decimal(String text) {
    var rounded = Double.parseDouble(text);
    if (!Double.isFinite(rounded)) {
      return JSON.textNode(text);
    }
    var number = new BigDecimal(text);
    if (number.scale() == 0) {
      return whole(number.toBigIntegerExact());
    }
    return number.compareTo(BigDecimal.valueOf(rounded)) == 0
        ? JSON.numberNode(rounded)
        : JSON.numberNode(number);
  }

  private static JsonNode whole(BigInteger number) {
    return number.bitLength() < Long.SIZE
        ? JSON.numberNode(number.longValue())
        : JSON.numberNode(number);
  }
}
