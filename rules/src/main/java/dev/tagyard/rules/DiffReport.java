package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Differences of many events, grouped by rule, destination and field. For one thread.
public final class DiffReport {
  /// Fields of the groups beyond the first 1,000, together, of one rule and destination.
  public static final String OTHER = "(other)";

  /// Visitors choose names of fields, and a report is made within the server.
  private static final int LIMIT = 1_000;

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
    // An event counts once in a group, of however many fields that is.
    var counted = new HashSet<Place>();
    differences.forEach(difference -> {
      var place = place(difference);
      var group = groups.computeIfAbsent(place, _ -> new Group());
      if (counted.add(place)) {
        group.events++;
      }
      sample(eventId, difference, place, group);
    });
  }

  private Place place(Difference difference) {
    var place = new Place(difference.rule(), difference.destination(), difference.field());
    // Rules and destinations are the operator's, so these few more do no harm.
    return groups.size() < LIMIT || groups.containsKey(place)
        ? place
        : new Place(place.rule, place.destination, OTHER);
  }

  private static void sample(String eventId, Difference difference, Place place, Group group) {
    // Values without their field would tell nothing.
    if (!place.field.equals(OTHER) && group.samples.size() < SAMPLES) {
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
  /// frequent first; with `limit`, the number of groups, where fields went to [#OTHER].
  public ObjectNode json() {
    var report = JsonNodeFactory.instance.objectNode();
    report.put("events", events);
    report.put("different", different);
    if (groups.keySet().stream().anyMatch(place -> place.field.equals(OTHER))) {
      report.put("limit", LIMIT);
    }
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
