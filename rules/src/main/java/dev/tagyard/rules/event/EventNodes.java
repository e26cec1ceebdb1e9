package dev.tagyard.rules.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the nodes of events: objects with few fields are smaller than Jackson's own, and are made
/// and copied in less time. Both may stand in one tree.
public final class EventNodes extends JsonNodeFactory {
  private static final long serialVersionUID = 1;

  public static final EventNodes INSTANCE = new EventNodes();

  private EventNodes() {
    super(true);
  }

  @Override
  public ObjectNode objectNode() {
    return objectNode(0);
  }

  /// @param room for so many fields
  public ObjectNode objectNode(int room) {
    return new EventObject(new FieldMap(room));
  }

  /// A new object with the same values, which are not copied.
  ///
  /// @param room for so many fields more
  public ObjectNode copy(ObjectNode object, int room) {
    if (object instanceof EventObject known) {
      return new EventObject(new FieldMap(known.fields, room));
    }
    var copy = objectNode(object.size() + room);
    copy.setAll(object);
    return copy;
  }

  /// Is told of a field that is not the very same node in two objects.
  @FunctionalInterface
  public interface Difference {
    /// A missing node stands for none.
    void at(String name, JsonNode before, JsonNode after);
  }

  /// Tells each field at which two objects are not the same node, in the order of the first, then
  /// of the second. Most fields stand in both at the same place, so that few have to be looked for.
  // The same node, not an equal one: that is what was not touched.
  @SuppressWarnings("ReferenceEquality")
  public static void compare(ObjectNode before, ObjectNode after, Difference difference) {
    var left = Fields.of(before);
    var right = Fields.of(after);
    var next = 0;
    for (var i = 0; i < left.size; i++) {
      var name = left.names[i];
      var value =
          next < right.size && right.names[next].equals(name)
              ? right.values[next++]
              : after.path(name);
      if (left.values[i] != value) {
        difference.at(name, left.values[i], value);
      }
    }
    for (; next < right.size; next++) {
      if (!before.has(right.names[next])) {
        difference.at(right.names[next], MissingNode.getInstance(), right.values[next]);
      }
    }
  }

  /// The fields of an object, to be read only.
  @SuppressWarnings("ArrayRecordComponent")
  private record Fields(String[] names, JsonNode[] values, int size) {
    static Fields of(ObjectNode object) {
      if (object instanceof EventObject known && known.fields.isFew()) {
        return new Fields(known.fields.names(), known.fields.valuesInOrder(), object.size());
      }
      var all = List.copyOf(object.properties());
      return new Fields(
          all.stream().map(Map.Entry::getKey).toArray(String[]::new),
          all.stream().map(Map.Entry::getValue).toArray(JsonNode[]::new),
          all.size());
    }
  }

  // The library declares deepCopy so itself.
  @SuppressWarnings("unchecked")
  private static final class EventObject extends ObjectNode {
    private static final long serialVersionUID = 1;

    private final transient FieldMap fields;

    EventObject(FieldMap fields) {
      super(INSTANCE, fields);
      this.fields = fields;
    }

    /// As the library writes it, from the arrays.
    @Override
    public void serialize(JsonGenerator json, SerializerProvider provider) throws IOException {
      if (!fields.isFew() || isSpecial(provider)) {
        super.serialize(json, provider);
        return;
      }
      json.writeStartObject(this, size());
      for (var i = 0; i < size(); i++) {
        json.writeFieldName(fields.names()[i]);
        fields.valuesInOrder()[i].serialize(json, provider);
      }
      json.writeEndObject();
    }

    /// Whether fields are to be sorted or some left out.
    private static boolean isSpecial(@Nullable SerializerProvider provider) {
      return provider != null
          && (!provider.isEnabled(SerializationFeature.WRITE_EMPTY_JSON_ARRAYS)
              || !provider.isEnabled(JsonNodeFeature.WRITE_NULL_PROPERTIES)
              || provider.isEnabled(JsonNodeFeature.WRITE_PROPERTIES_SORTED));
    }

    @Override
    public ObjectNode deepCopy() {
      var copy = new EventObject(new FieldMap(fields, 0));
      copy.fields.replaceAll((_, value) -> value.deepCopy());
      return copy;
    }
  }
}
