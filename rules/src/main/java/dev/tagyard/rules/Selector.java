package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A field without one of whose values a rule does not match.
///
/// @param path dotted
/// @param values as text
record Selector(String path, Set<String> values) {
  static final String NAME = "event_name";

  Selector {
    values = Set.copyOf(values);
  }

  /// The most telling one: the event's name, where a rule asks for it.
  static Optional<Selector> of(List<YamlRule.Test> tests) {
    var found = new ArrayList<Selector>();
    for (var test : tests) {
      values(test.condition()).ifPresent(values -> found.add(new Selector(test.path(), values)));
    }
    return found.stream()
        .filter(selector -> selector.path.equals(NAME))
        .findFirst()
        .or(() -> found.stream().findFirst());
  }

  private static Optional<Set<String>> values(Condition condition) {
    return switch (condition) {
      case Condition.Equal(var wanted) -> texts(List.of(wanted));
      case Condition.OneOf(var wanted) -> texts(wanted);
      case Condition.All(var all) -> all.stream().flatMap(c -> values(c).stream()).findFirst();
      case Condition.Prefix _,
          Condition.Matches _,
          Condition.Range _,
          Condition.Exists _,
          Condition.Not _ ->
          Optional.empty();
    };
  }

  /// Numbers and null are alike in more than one way of writing.
  private static Optional<Set<String>> texts(List<JsonNode> wanted) {
    Set<String> texts = new HashSet<>();
    for (var value : wanted) {
      if (!value.isTextual() && !value.isBoolean()) {
        return Optional.empty();
      }
      texts.add(value.asText());
    }
    return Optional.of(texts);
  }
}
