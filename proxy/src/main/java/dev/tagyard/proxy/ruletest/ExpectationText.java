package dev.tagyard.proxy.ruletest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.rules.event.Event;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// An `expect.yaml` that holds what destinations got, to be read over by its author.
final class ExpectationText {
  /// What the server adds by itself and no rule is tested by.
  private static final List<String> LEFT_OUT = List.of("received_at", "source", "trusted");

  private static final String USUAL_COMMENT =
      "# What each destination gets of event.json; \"nothing\" with the reason.\n";

  private ExpectationText() {}

  /// @param before the file as it was, whose comment at the top is kept; empty when there was none
  static String of(Map<String, Share> shares, String before) {
    var comment =
        before
            .lines()
            .takeWhile(line -> line.startsWith("#"))
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    var text = new StringBuilder(comment.isEmpty() ? USUAL_COMMENT : comment);
    if (new HashSet<>(shares.values()).size() == 1) {
      share(Expectation.OTHERS, shares.values().iterator().next(), text);
    } else {
      shares.forEach((name, share) -> share(name, share, text));
    }
    return text.toString();
  }

  private static void share(String name, Share share, StringBuilder text) {
    switch (share) {
      case Share.Nothing(var reason) ->
          text.append(key(name))
              .append(": { nothing: ")
              .append(TextNode.valueOf(escaped(reason)))
              .append(" }\n");
      case Share.Events(var events) when events.size() == 1 -> {
        text.append(key(name)).append(":\n");
        object(tree(events.getFirst()), "  ", text);
      }
      case Share.Events(var events) -> {
        text.append(key(name)).append(":\n");
        events.forEach(event -> {
          var block = new StringBuilder();
          object(tree(event), "    ", block);
          text.append("  - ").append(block.substring(4));
        });
      }
    }
  }

  private static ObjectNode tree(Event event) {
    var tree = event.copy();
    tree.remove(LEFT_OUT);
    tree.properties()
        .removeIf(entry -> entry.getValue().isContainerNode() && entry.getValue().isEmpty());
    return tree;
  }

  private static void object(ObjectNode object, String indent, StringBuilder text) {
    for (var entry : object.properties()) {
      text.append(indent).append(key(entry.getKey())).append(':');
      if (entry.getValue() instanceof ObjectNode below && !below.isEmpty()) {
        text.append('\n');
        object(below, indent + "  ", text);
      } else {
        text.append(' ').append(value(entry.getValue())).append('\n');
      }
    }
  }

  private static String key(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*") && !isWord(name)
        ? name
        : TextNode.valueOf(name).toString();
  }

  /// JSON is YAML too; what reads better without quotes goes without.
  private static String value(JsonNode value) {
    var plain = value.isTextual() && value.asText().matches("[A-Za-z][A-Za-z0-9_ -]*[A-Za-z0-9]");
    return plain && !isWord(value.asText()) ? value.asText() : escaped(value.toString());
  }

  private static boolean isWord(String text) {
    return text.matches("(?i)true|false|null|yes|no|on|off");
  }

  /// `${NAME}` would be taken from the environment.
  private static String escaped(String text) {
    return text.replaceAll("\\$(\\$?\\{[A-Za-z_])", "\\$\\$$1");
  }
}
