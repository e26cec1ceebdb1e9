package dev.tagyard.proxy.preview;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.RuleInput;
import dev.tagyard.rules.RuleOutcome;
import dev.tagyard.rules.RuleTrace;
import dev.tagyard.rules.event.Event;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// What a preview shows of one event: as it came to the rules, what each of them changed, and what
/// each destination gets.
final class Seen {
  private Seen() {}

  static ObjectNode of(RuleInput input, RuleOutcome outcome) {
    var seen = JsonNodeFactory.instance.objectNode();
    seen.put("event_id", input.event().id());
    seen.set("event", input.event().copy());
    var rules = seen.putArray("rules");
    outcome.traces().forEach(trace -> rules.add(rule(trace)));
    var gets = seen.putObject("destinations");
    for (var destination : new TreeSet<>(input.destinations())) {
      var events = outcome.to(destination);
      if (events.isEmpty()) {
        gets.put(destination, outcome.dropped().getOrDefault(destination, "dead_letter"));
      } else {
        events.forEach(event -> gets.withArray("/" + destination).add(event.copy()));
      }
    }
    return seen;
  }

  private static ObjectNode rule(RuleTrace trace) {
    var rule = JsonNodeFactory.instance.objectNode();
    rule.put("rule", trace.rule());
    rule.put("end", trace.end().name().toLowerCase(Locale.ROOT));
    rule.put("micros", trace.micros());
    trace.destinations().stream().sorted().forEach(rule.putArray("destinations")::add);
    var changed = rule.putObject("changed");
    for (var path : trace.changed()) {
      var both = changed.putObject(path);
      put(both, "before", List.of(trace.before()), path);
      put(both, "after", trace.after(), path);
    }
    trace.log().forEach(rule.withArray("/log")::add);
    trace.error().ifPresent(error -> rule.put("error", error));
    return rule;
  }

  /// The first event's value.
  private static void put(ObjectNode both, String key, List<Event> events, String path) {
    events.stream()
        .flatMap(event -> event.at(path).stream())
        .findFirst()
        .ifPresent(value -> both.set(key, value.deepCopy()));
  }
}
