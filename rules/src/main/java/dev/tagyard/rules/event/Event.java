package dev.tagyard.rules.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/// One event in the native shape of the public contract, plus what the server saw itself
/// (`received_at`, `source`, `trusted`, `visitor`). A JSON tree behind an immutable face: whoever
/// hands a tree over does not touch it again, and a change makes a new event.
///
/// Paths are dotted, such as `user.email`; list elements cannot be addressed.
public final class Event {
  /// Paths taken apart: mappings and rules ask for the same few of each event. Bounded, for a
  /// script may ask for anything.
  private static final Map<String, String[]> PATHS = new ConcurrentHashMap<>();

  private static final int MOST_PATHS = 4_096;

  private final ObjectNode tree;

  private Event(ObjectNode tree) {
    this.tree = tree;
  }

  /// @param tree taken over, not copied: it needs `event_name` and `event_id` as text and
  ///   `event_time` as milliseconds since the epoch
  public static Event of(ObjectNode tree) {
    return new Event(tree);
  }

  public String name() {
    return tree.path("event_name").asText();
  }

  public String id() {
    return tree.path("event_id").asText();
  }

  public Instant time() {
    return Instant.ofEpochMilli(tree.path("event_time").asLong());
  }

  /// The scalar at a path as text; absent when missing, null, empty, or not a scalar.
  public Optional<String> text(String path) {
    var node = find(path);
    return node.isValueNode() && !node.isNull() && !node.asText().isEmpty()
        ? Optional.of(node.asText())
        : Optional.empty();
  }

  /// The number at a path, also where it was written as text; absent when it is no number.
  public OptionalDouble number(String path) {
    var number = Numeral.of(find(path));
    return number.isPresent() ? OptionalDouble.of(number.get().rounded()) : OptionalDouble.empty();
  }

  /// Whatever stands at a path; absent when missing or null. To be read only.
  public Optional<JsonNode> at(String path) {
    var node = find(path);
    return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
  }

  /// The objects in `params.items`; what is no object is left out. To be read only.
  public List<ObjectNode> items() {
    List<ObjectNode> items = new ArrayList<>();
    for (var item : find("params.items")) {
      if (item instanceof ObjectNode object) {
        items.add(object);
      }
    }
    return items;
  }

  /// This event with a value set; objects on the way are made where they are missing.
  public Event with(String path, JsonNode value) {
    return new Event(set(tree, path, value));
  }

  public Event with(String path, String value) {
    return with(path, JsonNodeFactory.instance.textNode(value));
  }

  /// This event without the field; the same event when there is none.
  public Event without(String path) {
    return find(path).isMissingNode() ? this : new Event(remove(tree, path));
  }

  /// The tree itself, to be read only; [#copy] gives one to change.
  public ObjectNode tree() {
    return tree;
  }

  public ObjectNode copy() {
    return tree.deepCopy();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Event event && tree.equals(event.tree);
  }

  @Override
  public int hashCode() {
    return tree.hashCode();
  }

  /// Names the event and shows nothing of its content.
  @Override
  public String toString() {
    return "Event[" + name() + "]";
  }

  private JsonNode find(String path) {
    if (path.indexOf('.') < 0) {
      return tree.path(path);
    }
    JsonNode node = tree;
    for (var name : names(path)) {
      node = node.path(name);
    }
    return node;
  }

  private static String[] names(String path) {
    var known = PATHS.get(path);
    if (known != null) {
      return known;
    }
    var names = path.split("\\.", -1);
    if (PATHS.size() < MOST_PATHS) {
      PATHS.put(path, names);
    }
    return names;
  }

  /// Copies the objects along the path only; the rest is shared.
  private static ObjectNode set(ObjectNode parent, String path, JsonNode value) {
    var copy = EventNodes.INSTANCE.copy(parent, 1);
    var dot = path.indexOf('.');
    if (dot < 0) {
      copy.set(path, value);
      return copy;
    }
    var head = path.substring(0, dot);
    var child =
        parent.path(head) instanceof ObjectNode object ? object : EventNodes.INSTANCE.objectNode();
    copy.set(head, set(child, path.substring(dot + 1), value));
    return copy;
  }

  private static ObjectNode remove(ObjectNode parent, String path) {
    var copy = EventNodes.INSTANCE.copy(parent, 0);
    var dot = path.indexOf('.');
    if (dot < 0) {
      copy.remove(path);
      return copy;
    }
    var head = path.substring(0, dot);
    if (parent.path(head) instanceof ObjectNode child) {
      copy.set(head, remove(child, path.substring(dot + 1)));
    }
    return copy;
  }
}
