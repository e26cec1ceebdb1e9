package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tagyard.rules.event.Event;
import java.util.List;
import java.util.Map;

/// A rule of a YAML file.
///
/// @param match conditions by field, all of which must hold
/// @param copy fields by the field that gets the value
record YamlRule(
    RuleInfo info,
    List<Test> match,
    Map<String, String> copy,
    Map<String, JsonNode> set,
    List<String> remove,
    boolean drop,
    RuleResult.Narrowing narrowing)
    implements Rule {
  private static final RuleResult NOT_MATCHED = new RuleResult.NotMatched();

  /// @param path of the field that must be so
  record Test(String path, Condition condition) {
    boolean holds(Event event) {
      return condition.holds(event.at(path).orElse(MissingNode.getInstance()));
    }
  }

  @Override
  public boolean asksForDestination() {
    return false;
  }

  @Override
  public RuleResult run(Event event, RuleCall call) {
    try {
      if (!matches(event)) {
        return NOT_MATCHED;
      }
    } catch (BoundedText.TooManySteps endless) {
      return new RuleResult.Failed(
          RuleEnd.TIMEOUT,
          info.file() + ":" + info.line() + ": " + endless.getMessage(),
          List.of());
    }
    return new RuleResult.Made(
        drop ? List.of() : List.of(changed(event)), narrowing, List.of(), List.of());
  }

  private boolean matches(Event event) {
    for (var test : match) {
      if (!test.holds(event)) {
        return false;
      }
    }
    return true;
  }

  private Event changed(Event event) {
    var changed = event;
    for (var pair : copy.entrySet()) {
      var value = event.at(pair.getValue());
      if (value.isPresent()) {
        changed = changed.with(pair.getKey(), value.get());
      }
    }
    for (var pair : set.entrySet()) {
      changed = changed.with(pair.getKey(), pair.getValue());
    }
    for (var path : remove) {
      changed = changed.without(path);
    }
    return changed;
  }
}
