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

  /// @param text gives a scalar's text, or absent for one that cannot be given
  static Optional<JsonNode> of(YamlNode node, Function<YamlNode.Scalar, Optional<String>> text) {
    return switch (node) {
      case YamlNode.Scalar scalar ->
          text.apply(scalar).map(filled -> scalar(scalar.kind(), filled));
      case YamlNode.Sequence sequence -> {
        var array = JSON.arrayNode();
        sequence.items().forEach(item -> of(item, text).ifPresent(array::add));
        yield array.size() == sequence.items().size() ? Optional.of(array) : Optional.empty();
      }
      case YamlNode.Mapping mapping -> {
        var object = JSON.objectNode();
        mapping
            .entries()
            .forEach((key, value) -> of(value, text).ifPresent(json -> object.set(key, json)));
        yield object.size() == mapping.entries().size() ? Optional.of(object) : Optional.empty();
      }
    };
  }

  private static JsonNode scalar(YamlNode.Kind kind, String text) {
    try {
      return switch (kind) {
        case TEXT -> JSON.textNode(text);
        case NOTHING -> JSON.nullNode();
        case BOOLEAN -> JSON.booleanNode(Boolean.parseBoolean(text));
        case DECIMAL -> decimal(text);
        case INTEGER -> whole(text);
      };
    } catch (NumberFormatException otherNotation) {
      return JSON.textNode(text);
    }
  }

  /// A double, where that is the number exactly.
  private static JsonNode decimal(String text) {
    var rounded = Double.parseDouble(text);
    if (!Double.isFinite(rounded)) {
      return JSON.textNode(text);
    }
    var number = new BigDecimal(text);
    return number.compareTo(BigDecimal.valueOf(rounded)) == 0
        ? JSON.numberNode(rounded)
        : JSON.numberNode(number);
  }

  private static JsonNode whole(String text) {
    var number = new BigInteger(text);
    return number.bitLength() < Long.SIZE
        ? JSON.numberNode(number.longValue())
        : JSON.numberNode(number);
  }
}
