package dev.tagyard.rules.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// Takes values to a script and back. Within a [Tree] a value is a `JsonNode`, a [Tree], or a
/// `Value` that only the script knows how to read.
final class TreeValues {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEEPEST = 100;

  private final Value stringify;

  /// @param stringify the context's `JSON.stringify`
  TreeValues(Value stringify) {
    this.stringify = stringify;
  }

  /// What a script gets for a value.
  static @Nullable Object toScript(Object stored) {
    if (!(stored instanceof JsonNode node)) {
      return stored;
    }
    return switch (node.getNodeType()) {
      case STRING -> node.textValue();
      case BOOLEAN -> node.booleanValue();
      case NUMBER ->
          node.isInt()
              ? (Object) node.intValue()
              : node.isLong() ? longValue(node) : node.asDouble();
      default -> null;
    };
  }

  // A long beyond 2^53 would be no number to a script.
  private static Object longValue(JsonNode node) {
    var number = node.longValue();
    return Math.abs(number) <= 1L << 53 ? (Object) number : (Object) (double) number;
  }

  /// A container of the event as a script sees it; a scalar as it is.
  static Object wrapped(JsonNode node, boolean writable) {
    return switch (node) {
      case ObjectNode object -> new TreeObject(object, writable);
      case ArrayNode array -> new TreeArray(array, writable);
      default -> node;
    };
  }

  /// What a tree keeps of a value that a script returns: most often a tree that it was given.
  static Object returned(Value value) {
    return value.isProxyObject() && value.asProxyObject() instanceof Tree tree
        ? tree
        : fromScript(value);
  }

  /// What a tree keeps of a value that a script puts in.
  static Object fromScript(Value value) {
    if (value.isString()) {
      return NODES.textNode(value.asString());
    }
    if (value.isNumber()) {
      return number(value);
    }
    if (value.isBoolean()) {
      return NODES.booleanNode(value.asBoolean());
    }
    if (value.isNull()) {
      return undefined(value) ? value : NODES.nullNode();
    }
    if (value.isProxyObject() && value.asProxyObject() instanceof Tree tree) {
      return tree;
    }
    if (value.canExecute()) {
      throw new IllegalArgumentException("a function cannot be part of an event");
    }
    return value;
  }

  private static Object number(Value value) {
    if (value.fitsInInt()) {
      return NODES.numberNode(value.asInt());
    }
    if (value.fitsInLong()) {
      return NODES.numberNode(value.asLong());
    }
    return value.fitsInDouble() && Double.isFinite(value.asDouble())
        ? NODES.numberNode(value.asDouble())
        : value;
  }

  static boolean undefined(Value value) {
    return value.isNull() && value.toString().equals("undefined");
  }

  /// JSON of a stored value by the rules of `JSON.stringify`; missing for what that leaves out.
  JsonNode toNode(Object stored, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("the event is nested too deeply, or holds itself");
    }
    return switch (stored) {
      case JsonNode node -> node;
      case Tree tree -> tree.toNode(this, depth);
      case Value value -> fromJson(stringify.execute(value));
      default -> throw new IllegalStateException("no value of a tree");
    };
  }

  private static JsonNode fromJson(Value text) {
    if (!text.isString()) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(text.asString());
    } catch (JsonProcessingException noJson) {
      throw new IllegalArgumentException("cannot be written as JSON", noJson);
    }
  }
}
