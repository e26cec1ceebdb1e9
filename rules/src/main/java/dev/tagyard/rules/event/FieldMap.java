package dev.tagyard.rules.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The fields of a JSON object, in the order in which they came. An object of an event has few of
/// them, and is made, copied and walked more often than searched: so they stand in two arrays, and
/// beyond [#FEW] in a [LinkedHashMap].
final class FieldMap extends AbstractMap<String, JsonNode> {
  /// Beyond these a search from the first on is slower than a hash table.
  static final int FEW = 32;

  private static final int FIRST = 12;
  private static final String[] NO_NAMES = {};
  private static final JsonNode[] NO_VALUES = {};

  private String[] names;
  private JsonNode[] values;
  private int size;

  /// A bit for the hash of each name that was ever in: mostly enough to tell that one is not.
  private long hashes;

  /// All of them, once there were many.
  private @Nullable Map<String, JsonNode> many;

  /// @param room for so many fields, where that is few
  FieldMap(int room) {
    var length = Math.clamp(room, 0, FEW);
    names = length == 0 ? NO_NAMES : new String[length];
    values = length == 0 ? NO_VALUES : new JsonNode[length];
  }

  /// A copy.
  ///
  /// @param room for so many more
  FieldMap(FieldMap other, int room) {
    var length = Math.clamp((long) other.size + room, 0, FEW);
    names = Arrays.copyOf(other.names, length);
    values = Arrays.copyOf(other.values, length);
    size = other.size;
    hashes = other.hashes;
    many = other.many == null ? null : new LinkedHashMap<>(other.many);
  }

  @Override
  public int size() {
    return many == null ? size : many.size();
  }

  @Override
  public @Nullable JsonNode get(@Nullable Object name) {
    if (many != null) {
      return many.get(name);
    }
    var at = find(name);
    return at < 0 ? null : values[at];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return many == null ? find(name) >= 0 : many.containsKey(name);
  }

  @Override
  public @Nullable JsonNode put(String name, JsonNode value) {
    if (many != null) {
      return many.put(name, value);
    }
    var at = find(name);
    if (at >= 0) {
      var before = values[at];
      values[at] = value;
      return before;
    }
    if (size == FEW) {
      many = LinkedHashMap.newLinkedHashMap(2 * FEW);
      for (var i = 0; i < size; i++) {
        many.put(names[i], values[i]);
      }
      clearArrays();
      return many.put(name, value);
    }
    if (size == names.length) {
      var length = Math.clamp(2L * size, FIRST, FEW);
      names = Arrays.copyOf(names, length);
      values = Arrays.copyOf(values, length);
    }
    names[size] = name;
    values[size] = value;
    size++;
    hashes |= bit(name);
    return null;
  }

  @Override
  public @Nullable JsonNode remove(@Nullable Object name) {
    if (many != null) {
      return many.remove(name);
    }
    var at = find(name);
    return at < 0 ? null : removeAt(at);
  }

  @Override
  public void clear() {
    many = null;
    clearArrays();
  }

  @Override
  public Set<Map.Entry<String, JsonNode>> entrySet() {
    return many == null ? new Fields() : many.entrySet();
  }

  // What follows would do without, by way of the entries: an object is made for each of them then.

  @Override
  public Set<String> keySet() {
    return many == null ? new Names() : many.keySet();
  }

  @Override
  public Collection<JsonNode> values() {
    return many == null ? new Values() : many.values();
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super JsonNode> action) {
    if (many != null) {
      many.forEach(action);
      return;
    }
    for (var i = 0; i < size; i++) {
      action.accept(names[i], values[i]);
    }
  }

  @Override
  public void replaceAll(
      BiFunction<? super String, ? super JsonNode, ? extends JsonNode> replacement) {
    if (many != null) {
      many.replaceAll(replacement);
      return;
    }
    for (var i = 0; i < size; i++) {
      values[i] = replacement.apply(names[i], values[i]);
    }
  }

  /// Whether they stand in [#names] and [#valuesInOrder].
  boolean isFew() {
    return many == null;
  }

  /// To be read only, as far as the size goes.
  String[] names() {
    return names;
  }

  JsonNode[] valuesInOrder() {
    return values;
  }

  // Names that Jackson read are mostly the very same object, so that equals has little to do.
  private int find(@Nullable Object name) {
    if (name == null || (hashes & bit(name)) == 0) {
      return -1;
    }
    for (var i = 0; i < size; i++) {
      if (name.equals(names[i])) {
        return i;
      }
    }
    return -1;
  }

  private static long bit(Object name) {
    return 1L << name.hashCode();
  }

  private JsonNode removeAt(int at) {
    var before = values[at];
    size--;
    System.arraycopy(names, at + 1, names, at, size - at);
    System.arraycopy(values, at + 1, values, at, size - at);
    forget(size);
    return before;
  }

  private void clearArrays() {
    while (size > 0) {
      forget(--size);
    }
    hashes = 0;
  }

  // What is beyond the size is never read; it is only not to be kept alive.
  @SuppressWarnings("NullAway")
  private void forget(int at) {
    names[at] = null;
    values[at] = null;
  }

  private final class Fields extends AbstractSet<Map.Entry<String, JsonNode>> {
    @Override
    public int size() {
      return size;
    }

    @Override
    public Iterator<Map.Entry<String, JsonNode>> iterator() {
      return new Walk<>(Field::new);
    }
  }

  private final class Names extends AbstractSet<String> {
    @Override
    public int size() {
      return size;
    }

    @Override
    public boolean contains(@Nullable Object name) {
      return containsKey(name);
    }

    @Override
    public boolean remove(@Nullable Object name) {
      return FieldMap.this.remove(name) != null;
    }

    @Override
    public Iterator<String> iterator() {
      return new Walk<>(at -> names[at]);
    }
  }

  private final class Values extends AbstractCollection<JsonNode> {
    @Override
    public int size() {
      return size;
    }

    @Override
    public Iterator<JsonNode> iterator() {
      return new Walk<>(at -> values[at]);
    }
  }

  /// From the first field to the last.
  private final class Walk<T> implements Iterator<T> {
    private final IntFunction<T> field;
    private int next;

    /// @param field what is told of the one at a place
    Walk(IntFunction<T> field) {
      this.field = field;
    }

    @Override
    public boolean hasNext() {
      return next < size;
    }

    @Override
    public T next() {
      if (next >= size) {
        throw new NoSuchElementException();
      }
      return field.apply(next++);
    }

    @Override
    public void remove() {
      removeAt(--next);
    }
  }

  private final class Field extends SimpleEntry<String, JsonNode> {
    private static final long serialVersionUID = 1;

    Field(int at) {
      super(names[at], values[at]);
    }

    @Override
    public JsonNode setValue(JsonNode value) {
      put(getKey(), value);
      return super.setValue(value);
    }
  }
}
