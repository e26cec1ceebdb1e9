package dev.tagyard.proxy.source;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The headers of a request, looked up when they are asked for: most never are.
public interface Headers {
  /// @param name in any case
  /// @return repeated ones joined by `, `; absent when there is none, or it is empty
  Optional<String> of(String name);

  /// @param byName in lower case
  static Headers of(Map<String, String> byName) {
    return name ->
        Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)))
            .filter(value -> !value.isEmpty());
  }
}
