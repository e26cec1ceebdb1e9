package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.event.EventNodes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Where two trees differ; a list differs as a whole.
final class Changes {
  /// Numbers are equal by value, whichever of the library's kinds they are.
  private static final Comparator<JsonNode> BY_VALUE =
      (left, right) ->
          isFinite(left) && isFinite(right)
              ? left.decimalValue().compareTo(right.decimalValue())
              : left.equals(right) ? 0 : 1;

  /// Of most rules.
  private static final int FEW = 16;

  private Changes() {}

  static List<Change> between(ObjectNode before, ObjectNode after) {
    List<Change> changes = new ArrayList<>(FEW);
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

  private static void collect(
      ObjectNode before, ObjectNode after, String prefix, List<Change> changes) {
    EventNodes.compare(before, after, (name, was, is) -> compare(was, is, prefix, name, changes));
  }

  private static void compare(
      JsonNode before, JsonNode after, String prefix, String name, List<Change> changes) {
    if (before instanceof ObjectNode left && after instanceof ObjectNode right) {
      collect(left, right, prefix + name + ".", changes);
    } else if (!same(before, after)) {
      changes.add(new Change(prefix + name, before, after));
    }
  }
}
