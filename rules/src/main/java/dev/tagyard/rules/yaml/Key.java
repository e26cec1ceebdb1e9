package dev.tagyard.rules.yaml;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A key that a record declares by one of its components.
///
/// @param otherwise the default as written in YAML
/// @param within of a whole number
record Key(
    String name, Type type, String doc, Optional<String> otherwise, Optional<Within> within) {
  boolean optional() {
    return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
  }

  /// The keys of a record, with those of its inline records, in order of declaration.
  static List<Key> of(Class<?> type) {
    List<Key> keys = new ArrayList<>();
    for (var component : type.getRecordComponents()) {
      if (component.isAnnotationPresent(Inline.class)) {
        keys.addAll(of(component.getType()));
      } else {
        keys.add(of(component));
      }
    }
    return keys;
  }

  static Key of(RecordComponent component) {
    var doc = Optional.ofNullable(component.getAnnotation(Doc.class));
    var name =
        doc.map(Doc::key).filter(key -> !key.isEmpty()).orElse(snakeCase(component.getName()));
    return new Key(
        name,
        component.getGenericType(),
        doc.map(Doc::value).orElse(""),
        doc.map(Doc::otherwise).filter(text -> !text.isEmpty()),
        Optional.ofNullable(component.getAnnotation(Within.class)));
  }

  static String snakeCase(String camelCase) {
    return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
