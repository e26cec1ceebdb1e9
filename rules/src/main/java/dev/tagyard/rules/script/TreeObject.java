package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
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

  private final ObjectNode base;
  private final boolean writable;

  /// All members, once one was written or a container among them was read.
  private @Nullable Map<String, Object> members;

  TreeObject(ObjectNode base, boolean writable) {
    this.base = base;
    this.writable = writable;
  }

  @Override
  public @Nullable Object getMember(String key) {
    var known = members;
    var stored = known == null ? base.get(key) : known.get(key);
    if (stored == null) {
      return null;
    }
    if (stored instanceof JsonNode node && node.isContainerNode()) {
      stored = TreeValues.wrapped(node, writable);
      copied().put(key, stored);
    }
    return TreeValues.toScript(stored);
  }

  @Override
  public Object getMemberKeys() {
    var known = members;
    List<Object> keys = new ArrayList<>();
    if (known == null) {
      base.fieldNames().forEachRemaining(keys::add);
    } else {
      keys.addAll(known.keySet());
    }
    return ProxyArray.fromList(keys);
  }

  @Override
  public boolean hasMember(String key) {
    var known = members;
    return known == null ? base.has(key) : known.containsKey(key);
  }

  @Override
  public void putMember(String key, Value value) {
    requireWritable();
    copied().put(key, TreeValues.fromScript(value));
  }

  @Override
  public boolean removeMember(String key) {
    requireWritable();
    return copied().remove(key) != null;
  }

  @Override
  public JsonNode toNode(TreeValues values, int depth) {
    var known = members;
    if (known == null) {
      return base;
    }
    var node =
        new ObjectNode(JsonNodeFactory.instance, LinkedHashMap.newLinkedHashMap(known.size()));
    var same = known.size() == base.size();
    for (var member : known.entrySet()) {
      var value = values.toNode(member.getValue(), depth + 1);
      if (!(value instanceof MissingNode)) {
        node.set(member.getKey(), value);
      }
      same = same && isBase(member.getKey(), value);
    }
    return same ? base : node;
  }

  // The same node, not an equal one: that is what was not touched.
  @SuppressWarnings("ReferenceEquality")
  private boolean isBase(String key, JsonNode value) {
    return base.get(key) == value;
  }

  private Map<String, Object> copied() {
    var known = members;
    if (known == null) {
      known = LinkedHashMap.newLinkedHashMap(base.size() + ROOM);
      for (var field : base.properties()) {
        known.put(field.getKey(), field.getValue());
      }
      members = known;
    }
    return known;
  }

  private void requireWritable() {
    if (!writable) {
      throw new IllegalArgumentException("is read only");
    }
  }
}
