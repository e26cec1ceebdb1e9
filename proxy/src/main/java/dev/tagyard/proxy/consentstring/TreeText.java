package dev.tagyard.proxy.consentstring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A tree as text for people: one line a value. Objects in a list that have an id or a name, and
/// otherwise only plain values, take one line each where that is short, with those of their truth
/// values that hold.
public final class TreeText {
  private static final String STEP = "  ";
  private static final int LONGEST = 100;

  private final StringBuilder text = new StringBuilder();

  private TreeText() {}

  public static String of(JsonNode tree, int indent) {
    var lines = new TreeText();
    lines.object(tree, indent);
    return lines.text.toString();
  }

  private void object(JsonNode tree, int indent) {
    for (var field : tree.properties()) {
      var name = field.getKey().replace('_', ' ');
      var value = field.getValue();
      if (value.isObject()) {
        line(indent, name + ":");
        object(value, indent + 1);
      } else if (value.isArray() && value.valueStream().allMatch(TreeText::isWord)) {
        line(
            indent,
            name
                + ": "
                + (value.isEmpty()
                    ? "none"
                    : value.valueStream().map(TreeText::plain).collect(Collectors.joining(", "))));
      } else if (value.isArray()) {
        line(indent, name + ":");
        value.forEach(item -> item(item, indent + 1));
      } else {
        line(indent, name + ": " + plain(value));
      }
    }
  }

  private void item(JsonNode item, int indent) {
    if (!item.isObject()) {
      line(indent, plain(item));
      return;
    }
    var head = (plain(item.path("id")) + " " + plain(item.path("name"))).strip();
    var words = new ArrayList<String>();
    boolean asked = false;
    for (var field : item.properties()) {
      var name = field.getKey().replace('_', ' ');
      if (field.getValue().isBoolean()) {
        asked = true;
        if (field.getValue().asBoolean()) {
          words.add(name);
        }
      } else if (!name.equals("id") && !name.equals("name")) {
        words.add(name + " " + plain(field.getValue()));
      }
    }
    if (asked && words.isEmpty()) {
      words.add("no");
    }
    if (words.isEmpty()) {
      line(indent, head);
      return;
    }
    var line = head + ": " + String.join(", ", words);
    if (item.valueStream().noneMatch(JsonNode::isContainerNode) && line.length() <= LONGEST) {
      line(indent, line);
    } else {
      line(indent, head + ":");
      var rest = item.<ObjectNode>deepCopy();
      rest.remove(List.of("id", "name"));
      object(rest, indent + 1);
    }
  }

  private static boolean isWord(JsonNode value) {
    return value.isValueNode() && !value.asText().contains(" ");
  }

  private static String plain(JsonNode value) {
    return value.isBoolean() ? (value.asBoolean() ? "yes" : "no") : value.asText();
  }

  private void line(int indent, String line) {
    text.append(STEP.repeat(indent)).append(line.stripTrailing()).append('\n');
  }
}
