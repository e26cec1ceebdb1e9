package dev.tagyard.rules.yaml;

import java.util.Map;

/// The records that one mapping gave together.
public record Bound(Map<Class<?>, Record> records) {
  public Bound {
    records = Map.copyOf(records);
  }

  /// @throws IllegalArgumentException for a type that was not asked for
  public <T extends Record> T get(Class<T> type) {
    var found = records.get(type);
    if (found == null) {
      throw new IllegalArgumentException(type + " was not bound");
    }
    return type.cast(found);
  }
}
