package dev.tagyard.rules.yaml;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The constants of an enum as they are written: in snake_case.
final class Choices {
  private Choices() {}

  static Map<String, Object> of(Class<?> type) {
    Map<String, Object> choices = new LinkedHashMap<>();
    for (var constant : type.getEnumConstants()) {
      choices.put(((Enum<?>) constant).name().toLowerCase(Locale.ROOT), constant);
    }
    return choices;
  }

  static ScalarType scalarType(Class<?> type) {
    var choices = of(type);
    return new ScalarType(
        type,
        "one of " + String.join(", ", choices.keySet()),
        (text, _) -> Optional.ofNullable(choices.get(text)));
  }
}
