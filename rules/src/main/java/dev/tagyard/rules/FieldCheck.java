package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.rules.event.EventField;
import dev.tagyard.rules.event.EventFields;
import dev.tagyard.rules.yaml.Nearest;
import dev.tagyard.rules.yaml.Problem;
import dev.tagyard.rules.yaml.YamlNode;
import java.util.List;

/// Whether a rule file names fields that there are and that a rule may change.
record FieldCheck(String file, List<Problem> problems) {
  boolean readable(YamlNode at, String path) {
    if (EventFields.knows(path)) {
      return true;
    }
    return wrong(at, "unknown field \"" + path + "\"" + hint(path));
  }

  private static String hint(String path) {
    var list =
        EventFields.all().stream()
            .filter(field -> field.type() == EventField.Type.LIST)
            .map(EventField::path)
            .filter(known -> path.startsWith(known + "[") || path.startsWith(known + "."))
            .findFirst();
    return list.map(known -> "; what is within " + known + " needs a rule in JavaScript")
        .orElseGet(() -> Nearest.hint(path, nameable()));
  }

  private static List<String> nameable() {
    return EventFields.paths().stream().filter(known -> !known.contains("[")).toList();
  }

  boolean writable(YamlNode at, String path) {
    if (!readable(at, path)) {
      return false;
    }
    if (!EventFields.writable(path)) {
      return wrong(at, "the field \"" + path + "\" cannot be changed by a rule");
    }
    return true;
  }

  boolean removable(YamlNode at, String path) {
    if (!EventFields.removable(path) && (EventFields.writable(path) || path.equals("event_id"))) {
      return wrong(at, "the field \"" + path + "\" cannot be removed");
    }
    return writable(at, path);
  }

  boolean fits(YamlNode at, String path, JsonNode value) {
    if (value.isNull()) {
      return wrong(at, "must have a value; to take a field away use remove");
    }
    var field = EventFields.find(path);
    if (field.isEmpty()) {
      return true;
    }
    var wanted =
        switch (field.get().type()) {
          case TEXT -> value.isContainerNode() || value.asText().isEmpty() ? "text" : "";
          case NUMBER -> value.isNumber() ? "" : "a number";
          case INTEGER, TIME -> value.isIntegralNumber() ? "" : "a whole number";
          case BOOLEAN -> value.isBoolean() ? "" : "true or false";
          case OBJECT, OPEN_OBJECT -> value.isObject() ? "" : "a mapping";
          case LIST -> value.isArray() ? "" : "a list";
        };
    return wanted.isEmpty() || wrong(at, "must be " + wanted + ", not " + at.described());
  }

  private boolean wrong(YamlNode at, String message) {
    problems.add(new Problem(file, at.line(), at.path(), message));
    return false;
  }
}
