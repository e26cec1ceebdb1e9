package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// Paths at which two trees differ; a list differs as a whole.
final class Changes {
  private Changes() {}

  static List<String> between(ObjectNode before, ObjectNode after) {
    List<String> paths = new ArrayList<>();
    collect(before, after, "", paths);
    return paths;
  }

  private static void collect(
      ObjectNode before, ObjectNode after, String prefix, List<String> paths) {
    for (var field : before.properties()) {
      compare(field.getValue(), after.path(field.getKey()), prefix + field.getKey(), paths);
    }
    for (var field : after.properties()) {
      if (!before.has(field.getKey())) {
        paths.add(prefix + field.getKey());
      }
    }
  }

  // Trees share what did not change, so that identity spares most of the walk.
  @SuppressWarnings("ReferenceEquality")
  private static void compare(JsonNode before, JsonNode after, String path, List<String> paths) {
    if (before == after) {
      return;
    }
    if (before instanceof ObjectNode left && after instanceof ObjectNode right) {
      collect(left, right, path + ".", paths);
    } else if (!before.equals(after)) {
      paths.add(path);
    }
  }
}
