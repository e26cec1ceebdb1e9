package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Paths at which two trees differ; a list differs as a whole.
final class Changes {
  private Changes() {}

  static List<String> between(ObjectNode before, ObjectNode after) {
    List<String> paths = new ArrayList<>();
    collect(before, after, "", paths);
    return paths;
  }

  /// Most fields stand in both at the same place, so that few have to be looked for.
  private static void collect(
      ObjectNode before, ObjectNode after, String prefix, List<String> paths) {
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
      compare(field.getValue(), value, prefix, field.getKey(), paths);
    }
    for (; other != null; other = next(others)) {
      if (!before.has(other.getKey())) {
        paths.add(prefix + other.getKey());
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
      JsonNode before, JsonNode after, String prefix, String name, List<String> paths) {
    if (before == after) {
      return;
    }
    if (before instanceof ObjectNode left && after instanceof ObjectNode right) {
      collect(left, right, prefix + name + ".", paths);
    } else if (!before.equals(after)) {
      paths.add(prefix + name);
    }
  }
}
