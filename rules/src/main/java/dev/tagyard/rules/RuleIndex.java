package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.rules.event.Event;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which rules may concern an event: told by what stands in a few of its fields instead of by
/// asking each rule, so that rules for other events cost nothing.
final class RuleIndex {
  /// @param steps a path, key by key
  private record Field(List<String> steps, Map<String, BitSet> rulesByValue) {
    JsonNode of(Event event) {
      JsonNode node = event.tree();
      for (var step : steps) {
        node = node.path(step);
      }
      return node;
    }

    void add(JsonNode value, BitSet rules) {
      if (value.isArray()) {
        value.forEach(element -> add(element, rules));
      } else if (value.isValueNode()) {
        var selected = rulesByValue.get(value.asText());
        if (selected != null) {
          rules.or(selected);
        }
      }
    }
  }

  private final BitSet always = new BitSet();
  private final List<Field> fields;

  RuleIndex(List<Rule> rules) {
    Map<String, Field> byPath = new LinkedHashMap<>();
    for (var i = 0; i < rules.size(); i++) {
      var selector = rules.get(i).selector();
      if (selector.isEmpty()) {
        always.set(i);
      } else {
        add(selector, i, byPath);
      }
    }
    fields = List.copyOf(byPath.values());
  }

  private static void add(Optional<Selector> selector, int rule, Map<String, Field> byPath) {
    selector.ifPresent(it -> {
      var field =
          byPath.computeIfAbsent(
              it.path(), path -> new Field(List.of(path.split("\\.", -1)), new HashMap<>()));
      it.values()
          .forEach(value -> field.rulesByValue.computeIfAbsent(value, _ -> new BitSet()).set(rule));
    });
  }

  /// Numbers of the rules that may match; the others do not. To be read only.
  BitSet candidates(Event event) {
    if (fields.isEmpty()) {
      return always;
    }
    var rules = (BitSet) always.clone();
    for (var field : fields) {
      field.add(field.of(event), rules);
    }
    return rules;
  }
}
