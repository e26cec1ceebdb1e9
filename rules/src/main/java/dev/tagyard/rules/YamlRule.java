package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.rules.event.Event;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /// @param steps the path of the field that must be so, key by key
  record Test(List<String> steps, Condition condition) {
    static Test of(String path, Condition condition) {
      return new Test(List.of(path.split("\\.", -1)), condition);
    }

    String path() {
      return String.join(".", steps);
    }

    boolean holds(Event event) {
      JsonNode node = event.tree();
      for (var step : steps) {
        node = node.path(step);
      }
      return condition.holds(node);
    }
  }

  @Override
  public boolean asksForDestination() {
    return false;
  }

  @Override
  public boolean mayMatch(Event event) {
    try {
      return matches(event);
    } catch (BoundedText.TooManySteps endless) {
      return true;
    }
  }

  @Override
  public Optional<Selector> selector() {
    return Selector.of(match);
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
          new RuleFault(info.file() + ":" + info.line(), String.valueOf(endless.getMessage()), ""),
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
