package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.dsl.Bind;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.nodes.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A JSON array as a script sees it.
@ExportLibrary(InteropLibrary.class)
final class TreeArray extends HostObject implements Tree {
  private static final int LONGEST = 100_000;

  private final ArrayNode base;
  private final boolean writable;

  /// All elements, once one was written or a container among them was read.
  private @Nullable List<Object> elements;

  TreeArray(ArrayNode base, boolean writable) {
    this.base = base;
    this.writable = writable;
  }

  @ExportMessage
  boolean hasArrayElements() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  long getArraySize() {
    var known = elements;
    return known == null ? base.size() : known.size();
  }

  @ExportMessage(name = "isArrayElementReadable")
  @ExportMessage(name = "isArrayElementModifiable")
  @ExportMessage(name = "isArrayElementRemovable")
  boolean hasElement(long index) {
    return index >= 0 && index < getArraySize();
  }

  @ExportMessage
  boolean isArrayElementInsertable(long index) {
    return !hasElement(index);
  }

  @ExportMessage
  @TruffleBoundary
  Object readArrayElement(long index) throws InvalidArrayIndexException {
    if (!hasElement(index)) {
      throw InvalidArrayIndexException.create(index);
    }
    var known = elements;
    var at = (int) index;
    var stored = known == null ? base.get(at) : known.get(at);
    if (stored instanceof ContainerNode<?> node) {
      stored = TreeValues.wrapped(node, writable);
      copied().set(at, stored);
    }
    return TreeValues.toScript(stored);
  }

  @ExportMessage
  @TruffleBoundary
  void writeArrayElement(long index, Object value, @Bind Node place) {
    try {
      set(index, value);
    } catch (IllegalArgumentException refused) {
      throw new Refusal(refused, place);
    }
  }

  /// Grows as far as the index; what lies between is null.
  private void set(long index, Object value) {
    requireWritable();
    if (index < 0 || index >= LONGEST) {
      throw new IllegalArgumentException(Words.LONG_LIST);
    }
    var known = copied();
    while (known.size() <= index) {
      known.add(JsonNodeFactory.instance.nullNode());
    }
    known.set((int) index, TreeValues.fromScript(value));
  }

  @ExportMessage
  @TruffleBoundary
  void removeArrayElement(long index, @Bind Node place) throws InvalidArrayIndexException {
    try {
      requireWritable();
    } catch (IllegalArgumentException refused) {
      throw new Refusal(refused, place);
    }
    if (!hasElement(index)) {
      throw InvalidArrayIndexException.create(index);
    }
    copied().remove((int) index);
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
      throw new IllegalArgumentException(Words.READ_ONLY);
    }
  }
}
