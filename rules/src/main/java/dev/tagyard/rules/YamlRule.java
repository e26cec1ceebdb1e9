package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.event.Numeral;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

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
  private static final String TIME = "event_time";
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
      return condition.holds(value(event));
    }

    boolean mayHold(Event event) {
      return condition.mayHold(value(event));
    }

    private JsonNode value(Event event) {
      JsonNode node = event.tree();
      for (var step : steps) {
        node = node.path(step);
      }
      return node;
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
  public boolean mayMatchAtAGlance(Event event) {
    for (var test : match) {
      if (!test.mayHold(event)) {
        return false;
      }
    }
    return true;
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
      return failed(RuleEnd.TIMEOUT, String.valueOf(endless.getMessage()));
    }
    if (drop) {
      return new RuleResult.Made(List.of(), narrowing, List.of(), List.of());
    }
    var changed = changed(event);
    // What is set was looked at when the rule was read.
    var wrong = copy.isEmpty() ? "" : EventCheck.wrong(event, changed.tree());
    return wrong.isEmpty()
        ? new RuleResult.Made(List.of(changed), narrowing, List.of(), List.of())
        : failed(RuleEnd.ERROR, wrong);
  }

  private RuleResult failed(RuleEnd end, String words) {
    var fault = new RuleFault(info.file() + ":" + info.line(), words, "", true);
    return new RuleResult.Failed(end, fault, List.of());
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
        changed = changed.with(pair.getKey(), fitting(pair.getKey(), value.get()));
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

  /// A time that came as text, or with a point, is one all the same.
  private static JsonNode fitting(String field, JsonNode value) {
    if (!field.equals(TIME) || value.isIntegralNumber()) {
      return value;
    }
    var whole = Numeral.of(value).map(Numeral::whole).orElse(OptionalLong.empty());
    return whole.isPresent() ? LongNode.valueOf(whole.getAsLong()) : value;
  }
}
