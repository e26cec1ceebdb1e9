package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.dsl.Bind;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.nodes.Node;
import dev.tagyard.rules.event.EventNodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON object as a script sees it.
@ExportLibrary(InteropLibrary.class)
final class TreeObject extends HostObject implements Tree {
  /// For fields that a script adds.
  private static final int ROOM = 8;

  private final boolean writable;

  /// All members; not ours to change.
  private ObjectNode base;

  /// All members, once one was written.
  private @Nullable ObjectNode own;

  /// What stands for a member to the script, for it to find the same object again: a container that
  /// it has read, or what it put in.
  private @Nullable Map<String, Object> views;

  private boolean hasScriptValues;

  TreeObject(ObjectNode base, boolean writable) {
    this.base = base;
    this.writable = writable;
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    List<String> names = new ArrayList<>(members().size());
    members().fieldNames().forEachRemaining(names::add);
    return new MemberNames(names);
  }

  @ExportMessage(name = "isMemberReadable")
  @ExportMessage(name = "isMemberModifiable")
  @ExportMessage(name = "isMemberRemovable")
  @TruffleBoundary
  boolean hasMember(String key) {
    return members().has(key);
  }

  @ExportMessage
  boolean isMemberInsertable(String key) {
    return !hasMember(key);
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String key) throws UnknownIdentifierException {
    var stored = members().get(key);
    if (stored == null) {
      throw UnknownIdentifierException.create(key);
    }
    if (isPlain(stored)) {
      return TreeValues.scalar(stored);
    }
    var view = view(key);
    if (view != null) {
      return TreeValues.toScript(view);
    }
    if (!(stored instanceof ContainerNode<?>)) {
      return TreeValues.scalar(stored);
    }
    var container = TreeValues.wrapped(stored, writable);
    show(key, container);
    return container;
  }

  @ExportMessage
  @TruffleBoundary
  void writeMember(String key, Object value, @Bind Node place) {
    try {
      put(key, value);
    } catch (IllegalArgumentException refused) {
      throw new Refusal(refused, place);
    }
  }

  /// Whether it surely has no view: containers have one, and a value of the script, which may have
  /// become a text since.
  private boolean isPlain(JsonNode stored) {
    return !hasScriptValues && (stored instanceof TextNode || stored instanceof NumericNode);
  }

  private @Nullable Object view(String key) {
    return views == null ? null : views.get(key);
  }

  private void put(String key, Object value) {
    requireWritable();
    if (key.equals("__proto__")) {
      return; // no field anywhere
    }
    var given = TreeValues.fromScript(value);
    if (given instanceof JsonNode node) {
      copied().set(key, node);
      hide(key);
    } else {
      // Holds its place until it is known what becomes of it.
      copied().set(key, JsonNodeFactory.instance.nullNode());
      show(key, given);
    }
  }

  @ExportMessage
  @TruffleBoundary
  void removeMember(String key, @Bind Node place) throws UnknownIdentifierException {
    try {
      requireWritable();
    } catch (IllegalArgumentException refused) {
      throw new Refusal(refused, place);
    }
    hide(key);
    if (!removed(key)) {
      throw UnknownIdentifierException.create(key);
    }
  }

  @ExportMessage
  boolean isMemberInvocable(@SuppressWarnings("unused") String key) {
    return false;
  }

  /// Tells which of both it was: no member, or no function. The engine calls it.
  @SuppressWarnings("DoNotCallSuggester")
  @ExportMessage
  @TruffleBoundary
  Object invokeMember(String key, @SuppressWarnings("unused") Object[] arguments)
      throws UnknownIdentifierException, UnsupportedMessageException {
    if (hasMember(key)) {
      throw UnsupportedMessageException.create();
    }
    throw UnknownIdentifierException.create(key);
  }

  @Override
  public JsonNode toNode(TreeValues values, int depth) {
    var known = views;
    if (known != null) {
      // Of what stands now: a `toJSON` of the script may add to it.
      for (var view : new ArrayList<>(known.entrySet())) {
        become(view.getKey(), values.toNode(view.getValue(), depth + 1));
      }
    }
    // What is given away is not changed any more, should the script go on with it.
    base = members();
    own = null;
    return base;
  }

  // The same node, not an equal one: that is what was not touched.
  @SuppressWarnings("ReferenceEquality")
  private void become(String key, JsonNode node) {
    if (node instanceof MissingNode) {
      removed(key);
    } else if (members().get(key) != node) {
      copied().set(key, node);
    }
  }

  private boolean removed(String key) {
    return members().has(key) && copied().remove(key) != null;
  }

  private ObjectNode members() {
    var known = own;
    return known == null ? base : known;
  }

  private ObjectNode copied() {
    var known = own;
    if (known == null) {
      known = EventNodes.INSTANCE.copy(base, ROOM);
      own = known;
    }
    return known;
  }

  private void show(String key, Object view) {
    var known = views;
    if (known == null) {
      known = new HashMap<>();
      views = known;
    }
    known.put(key, view);
    hasScriptValues |= view instanceof ScriptValue;
  }

  private void hide(String key) {
    if (views != null) {
      views.remove(key);
    }
  }

  private void requireWritable() {
    if (!writable) {
      throw new IllegalArgumentException(Words.READ_ONLY);
    }
  }
}
