package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Differences of many events, grouped by rule, destination and field. For one thread.
public final class DiffReport {
  private static final int SAMPLES = 3;

  private record Place(String rule, String destination, String field) {}

  /// Guarded by its report.
  private static final class Group {
    private final List<ObjectNode> samples = new ArrayList<>();
    private long events;
  }

  private final Map<Place, Group> groups = new LinkedHashMap<>();
  private long events;
  private long different;

  /// Takes what became of one event by either set.
  public void add(String eventId, RuleOutcome before, RuleOutcome after) {
    var differences = Difference.between(before, after);
    events++;
    if (!differences.isEmpty()) {
      different++;
    }
    differences.forEach(difference -> add(eventId, difference));
  }

  private void add(String eventId, Difference difference) {
    var group =
        groups.computeIfAbsent(
            new Place(difference.rule(), difference.destination(), difference.field()),
            _ -> new Group());
    group.events++;
    if (group.samples.size() < SAMPLES) {
      var sample = JsonNodeFactory.instance.objectNode();
      sample.put("event_id", eventId);
      put(sample, "before", difference.before());
      put(sample, "after", difference.after());
      group.samples.add(sample);
    }
  }

  private static void put(ObjectNode sample, String key, JsonNode value) {
    if (!value.isMissingNode()) {
      sample.set(key, value);
    }
  }

  /// `{events, different, groups: [{rule, destination, field, events, samples}]}`, the most
  /// frequent first.
  public ObjectNode json() {
    var report = JsonNodeFactory.instance.objectNode();
    report.put("events", events);
    report.put("different", different);
    var list = report.putArray("groups");
    groups.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> -entry.getValue().events))
        .forEach(entry -> {
          var place = entry.getKey();
          var group =
              list.addObject()
                  .put("rule", place.rule)
                  .put("destination", place.destination)
                  .put("field", place.field)
                  .put("events", entry.getValue().events);
          entry.getValue().samples.forEach(group.putArray("samples")::add);
        });
    return report;
  }
}
