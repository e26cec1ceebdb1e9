package dev.tagyard.rules.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One key that a record understands, for the reference pages and the editor's schema.
///
/// @param name as written
/// @param otherwise the default as written
public record KeyDoc(
    String name, Shape shape, boolean required, Optional<String> otherwise, String doc) {

  /// What a value looks like.
  public sealed interface Shape {
    /// @param wanted in words, such as `a duration such as 5s`
    /// @param type the Java type: text, number or truth value follow from it
    /// @param choices the words allowed; empty for any
    record Word(String wanted, Class<?> type, List<String> choices) implements Shape {
      public Word {
        choices = List.copyOf(choices);
      }
    }

    record Many(Shape item) implements Shape {}

    /// Free keys, each with such a value.
    record Named(Shape value) implements Shape {}

    /// @param orWord whether the whole may also be written as one word
    record Keys(List<KeyDoc> keys, boolean orWord) implements Shape {
      public Keys {
        keys = List.copyOf(keys);
      }
    }

    /// Checked elsewhere.
    record Anything() implements Shape {}
  }

  /// A key with its full path, such as `destinations.NAME.timeout`.
  public record Row(String path, KeyDoc key) {}

  /// The keys of a record in order of declaration.
  public static List<KeyDoc> of(Class<? extends Record> type) {
    return ofRecord(type);
  }

  /// The keys of a record and of all that is below, in depth-first order.
  public static List<Row> rows(Class<? extends Record> type) {
    List<Row> rows = new ArrayList<>();
    addRows(of(type), "", rows);
    return List.copyOf(rows);
  }

  private static void addRows(List<KeyDoc> keys, String prefix, List<Row> rows) {
    for (var key : keys) {
      var path = prefix + key.name;
      rows.add(new Row(path, key));
      addBelow(key.shape, path, rows);
    }
  }

  private static void addBelow(Shape shape, String path, List<Row> rows) {
    switch (shape) {
      case Shape.Keys nested -> addRows(nested.keys(), path + ".", rows);
      case Shape.Many many -> addBelow(many.item(), path + "[]", rows);
      case Shape.Named named -> addBelow(named.value(), path + ".NAME", rows);
      case Shape.Word _, Shape.Anything _ -> {}
    }
  }

  private static List<KeyDoc> ofRecord(Class<?> type) {
    return Key.of(type).stream()
        .map(key ->
            new KeyDoc(
                key.name(),
                shape(key.type()),
                !key.optional() && key.otherwise().isEmpty(),
                key.otherwise(),
                key.doc()))
        .toList();
  }

  private static Shape shape(Type type) {
    if (type instanceof ParameterizedType generic) {
      var content = generic.getActualTypeArguments();
      return generic.getRawType() == Optional.class
          ? shape(content[0])
          : generic.getRawType() == Map.class
              ? new Shape.Named(shape(content[1]))
              : new Shape.Many(shape(content[0]));
    }
    if (type == YamlNode.class || type == JsonNode.class || !(type instanceof Class<?> single)) {
      return new Shape.Anything();
    }
    var word = ScalarType.of(single);
    if (word.isPresent()) {
      var choices = single.isEnum() ? List.copyOf(Choices.of(single).keySet()) : List.<String>of();
      return new Shape.Word(word.get().wanted(), single, choices);
    }
    var parsed = Creation.parser(single).isPresent();
    return single.isRecord() && !Key.of(single).isEmpty() && !onlyWord(single)
        ? new Shape.Keys(ofRecord(single), parsed)
        : new Shape.Word("text", String.class, List.of());
  }

  /// A record with `parse` and without documented keys is only ever written as one word.
  private static boolean onlyWord(Class<?> type) {
    return Creation.parser(type).isPresent()
        && Key.of(type).stream().allMatch(key -> key.doc().isEmpty());
  }
}
