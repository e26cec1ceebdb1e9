package dev.tagyard.proxy.ruletest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.rules.event.Event;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// An `expect.yaml` that holds what destinations got, to be read over by its author.
final class ExpectationText {
  /// What the server adds by itself and no rule is tested by.
  private static final List<String> LEFT_OUT = List.of("received_at", "source", "trusted");

  private static final String USUAL_COMMENT =
      "# What each destination gets of event.json; \"nothing\" with the reason.\n";

  /// What may not stand in a YAML file as it is, or not in any: half of a surrogate pair.
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\x7F-\\x9F\\x{2028}\\x{2029}\\x{FEFF}\\x{FFFE}\\x{FFFF}\\p{Cs}]");

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
              .append(escaped(TextNode.valueOf(reason)))
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
        : printable(TextNode.valueOf(name));
  }

  /// JSON is YAML too; what reads better without quotes goes without.
  private static String value(JsonNode value) {
    var plain = value.isTextual() && value.asText().matches("[A-Za-z][A-Za-z0-9_ -]*[A-Za-z0-9]");
    return plain && !isWord(value.asText()) ? value.asText() : escaped(value);
  }

  private static boolean isWord(String text) {
    return text.matches("(?i)true|false|null|yes|no|on|off");
  }

  /// `${NAME}` would be taken from the environment, and `${` before anything else be refused.
  private static String escaped(JsonNode value) {
    return printable(value).replace("${", "$${");
  }

  private static String printable(JsonNode value) {
    return UNPRINTABLE
        .matcher(value.toString())
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }
}
