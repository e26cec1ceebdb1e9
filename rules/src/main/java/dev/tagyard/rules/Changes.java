package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where two trees differ; a list differs as a whole.
final class Changes {
  /// Numbers are equal by value, whichever of the library's kinds they are.
  private static final Comparator<JsonNode> BY_VALUE =
      (left, right) ->
          isFinite(left) && isFinite(right)
              ? left.decimalValue().compareTo(right.decimalValue())
              : left.equals(right) ? 0 : 1;

  private Changes() {}

  static List<Change> between(ObjectNode before, ObjectNode after) {
    List<Change> changes = new ArrayList<>();
    collect(before, after, "", changes);
    return changes;
  }

  static boolean same(JsonNode left, JsonNode right) {
    return left.equals(BY_VALUE, right);
  }

  /// Whether it is a number that a decimal can hold: JSON such as `1e999` is read as infinity.
  private static boolean isFinite(JsonNode node) {
    return node instanceof NumericNode number && !number.isNaN();
  }

  /// Most fields stand in both at the same place, so that few have to be looked for.
  private static void collect(
      ObjectNode before, ObjectNode after, String prefix, List<Change> changes) {
    var others = after.properties().iterator();
    var other = next(others);
    for (var field : before.properties()) {
      JsonNode value;
      if (other != null && other.getKey().equals(field.getKey())) {
        value = other.getValue();
        other = next(others);
      } else {
        value = after.path(field.getKey());
      }
      compare(field.getValue(), value, prefix, field.getKey(), changes);
    }
    for (; other != null; other = next(others)) {
      if (!before.has(other.getKey())) {
        changes.add(
            new Change(prefix + other.getKey(), MissingNode.getInstance(), other.getValue()));
      }
    }
  }

  private static Map.@Nullable Entry<String, JsonNode> next(
      Iterator<Map.Entry<String, JsonNode>> fields) {
    return fields.hasNext() ? fields.next() : null;
  }

  // Trees share what did not change, so that identity spares most of the walk.
  @SuppressWarnings("ReferenceEquality")
  private static void compare(
      JsonNode before, JsonNode after, String prefix, String name, List<Change> changes) {
    if (before == after) {
      return;
    }
    if (before instanceof ObjectNode left && after instanceof ObjectNode right) {
      collect(left, right, prefix + name + ".", changes);
    } else if (!same(before, after)) {
      changes.add(new Change(prefix + name, before, after));
    }
  }
}
