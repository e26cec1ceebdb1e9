package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;

/// A JSON object as a script sees it.
final class TreeObject implements ProxyObject, Tree {
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

  TreeObject(ObjectNode base, boolean writable) {
    this.base = base;
    this.writable = writable;
  }

  @Override
  public @Nullable Object getMember(String key) {
    var view = views == null ? null : views.get(key);
    if (view != null) {
      return view;
    }
    var stored = members().get(key);
    if (stored == null) {
      return null;
    }
    if (!stored.isContainerNode()) {
      return TreeValues.toScript(stored);
    }
    var container = TreeValues.wrapped(stored, writable);
    show(key, container);
    return container;
  }

  @Override
  public Object getMemberKeys() {
    List<Object> keys = new ArrayList<>(members().size());
    members().fieldNames().forEachRemaining(keys::add);
    return ProxyArray.fromList(keys);
  }

  @Override
  public boolean hasMember(String key) {
    return members().has(key);
  }

  @Override
  public void putMember(String key, Value value) {
    requireWritable();
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

  @Override
  public boolean removeMember(String key) {
    requireWritable();
    hide(key);
    return removed(key);
  }

  @Override
  public JsonNode toNode(TreeValues values, int depth) {
    var known = views;
    if (known != null) {
      // Of what stands now: a `toJSON` of the script may add to it.
      for (var view : List.copyOf(known.entrySet())) {
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
      known =
          new ObjectNode(
              JsonNodeFactory.instance, LinkedHashMap.newLinkedHashMap(base.size() + ROOM));
      known.setAll(base);
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
  }

  private void hide(String key) {
    if (views != null) {
      views.remove(key);
    }
  }

  private void requireWritable() {
    if (!writable) {
      throw new IllegalArgumentException("is read only");
    }
  }
}
