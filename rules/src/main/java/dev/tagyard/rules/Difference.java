package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.rules.event.Event;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// What a destination gets otherwise by one rule set than by another.
///
/// @param rule that most likely makes the difference; empty when none can be named
/// @param field path; [#EVENTS] where one gives more events than the other, or none
/// @param before by the one; a missing node where there is nothing
/// @param after by the other
public record Difference(
    String rule, String destination, String field, JsonNode before, JsonNode after) {
  public static final String EVENTS = "(events)";

  /// All differences of what became of one event.
  ///
  /// @param before as [RuleInput#given] leaves it, as is the other
  public static List<Difference> between(RuleOutcome before, RuleOutcome after) {
    var destinations = new LinkedHashSet<String>();
    destinations.addAll(destinations(before));
    destinations.addAll(destinations(after));
    var found = new ArrayList<Difference>();
    destinations.forEach(destination -> compare(destination, before, after, found));
    return found;
  }

  private static List<String> destinations(RuleOutcome outcome) {
    var names = new LinkedHashSet<>(outcome.byDestination().keySet());
    names.addAll(outcome.dropped().keySet());
    names.addAll(outcome.deadLetters().keySet());
    return List.copyOf(names);
  }

  private static void compare(
      String destination, RuleOutcome before, RuleOutcome after, List<Difference> found) {
    var was = before.to(destination);
    var is = after.to(destination);
    if (was.size() != is.size() || was.isEmpty()) {
      var left = given(destination, before);
      var right = given(destination, after);
      if (!left.equals(right) && !isNothingAnyway(destination, before, after)) {
        var rule =
            withholder(destination, is.size() < was.size() ? after : before)
                .or(() -> splitter(destination, is.size() > was.size() ? after : before))
                .or(() -> changer(destination, Selector.NAME, before, after));
        found.add(new Difference(rule.orElse(""), destination, EVENTS, left, right));
      }
      return;
    }
    for (var i = 0; i < was.size(); i++) {
      fields(destination, was.get(i), is.get(i), before, after, found);
    }
  }

  private static void fields(
      String destination,
      Event was,
      Event is,
      RuleOutcome before,
      RuleOutcome after,
      List<Difference> found) {
    for (var change : Changes.between(was.tree(), is.tree())) {
      var left = withoutNulls(change.before());
      var right = withoutNulls(change.after());
      if (!Changes.same(left, right)) {
        var rule = changer(destination, change.path(), before, after);
        found.add(new Difference(rule.orElse(""), destination, change.path(), left, right));
      }
    }
  }

  /// What is null is as if it were missing.
  private static JsonNode withoutNulls(JsonNode value) {
    return value.isNull() ? MissingNode.getInstance() : kept(value);
  }

  /// Without the nulls within; of a list an element stays.
  private static JsonNode kept(JsonNode value) {
    return switch (value) {
      case ObjectNode object -> {
        var left = JsonNodeFactory.instance.objectNode();
        for (var field : object.properties()) {
          if (!field.getValue().isNull()) {
            left.set(field.getKey(), kept(field.getValue()));
          }
        }
        yield left;
      }
      case ArrayNode list -> {
        var left = JsonNodeFactory.instance.arrayNode();
        list.forEach(each -> left.add(kept(each)));
        yield left;
      }
      default -> value;
    };
  }

  /// How many events, or why none.
  private static JsonNode given(String destination, RuleOutcome outcome) {
    var events = outcome.to(destination);
    if (!events.isEmpty()) {
      return IntNode.valueOf(events.size());
    }
    var failures = outcome.failures(destination);
    return TextNode.valueOf(
        failures.isEmpty()
            ? outcome.dropped().getOrDefault(destination, "nothing")
            : "dead_letter:" + failures.getFirst().rule());
  }

  /// Whether it gets nothing by either, and does not take events of the one's name: by which rule
  /// the other drops them is all the same.
  private static boolean isNothingAnyway(
      String destination, RuleOutcome before, RuleOutcome after) {
    var filtered = false;
    for (var outcome : List.of(before, after)) {
      if (!outcome.to(destination).isEmpty() || !outcome.failures(destination).isEmpty()) {
        return false;
      }
      filtered |= RuleOutcome.FILTERED.equals(outcome.dropped().get(destination));
    }
    return filtered;
  }

  private static Optional<String> withholder(String destination, RuleOutcome outcome) {
    return outcome.traces().reversed().stream()
        .filter(trace ->
            trace.withheld().contains(destination)
                || (trace.error().isPresent() && trace.destinations().contains(destination)))
        .map(RuleTrace::rule)
        .findFirst();
  }

  private static Optional<String> splitter(String destination, RuleOutcome outcome) {
    return outcome.traces().stream()
        .filter(trace -> trace.events() > 1 && trace.destinations().contains(destination))
        .map(RuleTrace::rule)
        .findFirst();
  }

  /// The last rule that changed it: of the one set where the other has it too and not its last.
  private static Optional<String> changer(
      String destination, String field, RuleOutcome before, RuleOutcome after) {
    var was = changers(destination, field, before);
    var is = changers(destination, field, after);
    var gone = !was.isEmpty() && !is.contains(was.getFirst());
    return is.stream()
        .findFirst()
        .filter(last -> !gone || !was.contains(last))
        .or(() -> was.stream().findFirst());
  }

  /// The last one first.
  private static List<String> changers(String destination, String field, RuleOutcome outcome) {
    return outcome.traces().reversed().stream()
        .filter(trace -> trace.destinations().contains(destination))
        .filter(trace -> trace.changed().stream().anyMatch(change -> related(change.path(), field)))
        .map(RuleTrace::rule)
        .toList();
  }

  private static boolean related(String path, String field) {
    return path.equals(field) || path.startsWith(field + ".") || field.startsWith(path + ".");
  }
}
