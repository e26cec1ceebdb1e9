package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.jspecify.annotations.Nullable;

/// A JSON array as a script sees it.
final class TreeArray implements ProxyArray, Tree {
  private static final int LONGEST = 100_000;

  private final ArrayNode base;
  private final boolean writable;

  /// All elements, once one was written or a container among them was read.
  private @Nullable List<Object> elements;

  TreeArray(ArrayNode base, boolean writable) {
    this.base = base;
    this.writable = writable;
  }

  @Override
  public @Nullable Object get(long index) {
    if (index < 0 || index >= getSize()) {
      // What tells the engine that there is nothing: undefined.
      throw new ArrayIndexOutOfBoundsException();
    }
    var known = elements;
    var at = (int) index;
    var stored = known == null ? base.get(at) : known.get(at);
    if (stored instanceof JsonNode node && node.isContainerNode()) {
      stored = TreeValues.wrapped(node, writable);
      copied().set(at, stored);
    }
    return stored == null ? null : TreeValues.toScript(stored);
  }

  /// Grows as far as the index; what lies between is null.
  @Override
  public void set(long index, Value value) {
    requireWritable();
    if (index < 0 || index >= LONGEST) {
      throw new IllegalArgumentException("a list of an event has " + LONGEST + " elements at most");
    }
    var known = copied();
    while (known.size() <= index) {
      known.add(JsonNodeFactory.instance.nullNode());
    }
    known.set((int) index, TreeValues.fromScript(value));
  }

  @Override
  public boolean remove(long index) {
    requireWritable();
    if (index < 0 || index >= getSize()) {
      return false;
    }
    copied().remove((int) index);
    return true;
  }

  @Override
  public long getSize() {
    var known = elements;
    return known == null ? base.size() : known.size();
  }

  @Override
  public JsonNode toNode(TreeValues values, int depth) {
    var known = elements;
    if (known == null) {
      return base;
    }
    var node = JsonNodeFactory.instance.arrayNode(known.size());
    var same = known.size() == base.size();
    // A copy, for a `toJSON` of the script may add to it.
    for (var element : List.copyOf(known)) {
      var value = values.toNode(element, depth + 1);
      same = same && isBase(node.size(), value);
      node.add(value instanceof MissingNode ? JsonNodeFactory.instance.nullNode() : value);
    }
    return same ? base : node;
  }

  // The same node, not an equal one: that is what was not touched.
  @SuppressWarnings("ReferenceEquality")
  private boolean isBase(int index, JsonNode value) {
    return base.get(index) == value;
  }

  private List<Object> copied() {
    var known = elements;
    if (known == null) {
      known = new ArrayList<>(base.size());
      for (var element : base) {
        known.add(element);
      }
      elements = known;
    }
    return known;
  }

  private void requireWritable() {
    if (!writable) {
      throw new IllegalArgumentException("is read only");
    }
  }
}
