package dev.tagyard.rules.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.strings.TruffleString;
import com.oracle.truffle.js.runtime.objects.Null;
import org.graalvm.polyglot.Value;

/// Takes values to a script and back; made for one call. Within a [Tree] a value is a `JsonNode`, a
/// [Tree], or a [ScriptValue].
final class TreeValues {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final InteropLibrary GUEST = InteropLibrary.getUncached();
  private static final int DEEPEST = 100;

  /// What stands in many places is visited in each.
  private static final int MOST_VISITS = 500_000;

  private static final long MOST_EXACT = 1L << 53;

  private final Value stringify;
  private int visits;

  /// @param stringify the context's `JSON.stringify`
  TreeValues(Value stringify) {
    this.stringify = stringify;
  }

  /// What a script gets for a value.
  static Object toScript(Object stored) {
    return switch (stored) {
      case ScriptValue(var guest) -> guest;
      case JsonNode node -> scalar(node);
      default -> stored;
    };
  }

  /// What a script gets for a value that is no container.
  static Object scalar(JsonNode node) {
    return switch (node) {
      case TextNode text -> text.textValue();
      case IntNode number -> number.intValue();
      case LongNode number -> longValue(number.longValue());
      case NumericNode number -> number.doubleValue();
      case BooleanNode truth -> truth.booleanValue();
      default -> Null.instance;
    };
  }

  // A long beyond 2^53 would be no number to a script.
  private static Object longValue(long number) {
    return Math.abs(number) <= MOST_EXACT ? (Object) number : (Object) (double) number;
  }

  /// A container of the event as a script sees it; a scalar as it is.
  static Object wrapped(JsonNode node, boolean writable) {
    return switch (node) {
      case ObjectNode object -> new TreeObject(object, writable);
      case ArrayNode array -> new TreeArray(array, writable);
      default -> node;
    };
  }

  /// What a tree keeps of a value that a script puts in or returns.
  static Object fromScript(Object guest) {
    return switch (guest) {
      case TruffleString text -> NODES.textNode(text.toJavaStringUncached());
      case Integer number -> NODES.numberNode(number.intValue());
      case Double number -> number(number);
      case Long number -> whole(number);
      case Boolean truth -> NODES.booleanNode(truth);
      case Tree tree -> tree;
      default -> other(guest);
    };
  }

  /// As in JSON, -0 is 0.
  private static Object number(double number) {
    var whole = (long) number;
    if (whole == number && whole != Long.MAX_VALUE) {
      return whole(whole);
    }
    return Double.isFinite(number) ? NODES.numberNode(number) : new ScriptValue(number);
  }

  private static JsonNode whole(long number) {
    return number == (int) number ? NODES.numberNode((int) number) : NODES.numberNode(number);
  }

  // There is one null.
  @SuppressWarnings("ReferenceEquality")
  private static Object other(Object guest) {
    if (guest == Null.instance) {
      return NODES.nullNode();
    }
    if (GUEST.isExecutable(guest)) {
      throw new IllegalArgumentException(Words.NO_FUNCTION);
    }
    return new ScriptValue(guest);
  }

  /// JSON of a stored value by the rules of `JSON.stringify`; missing for what that leaves out.
  JsonNode toNode(Object stored, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException(Words.NESTED);
    }
    if (++visits > MOST_VISITS) {
      throw new IllegalArgumentException(Words.LARGE);
    }
    return switch (stored) {
      case JsonNode node -> node;
      case Tree tree -> tree.toNode(this, depth);
      case ScriptValue(var guest) -> fromJson(stringify.execute(guest));
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
      throw new IllegalArgumentException(Words.NO_JSON, noJson);
    }
  }
}
