package dev.tagyard.consent;

import java.util.Optional;
import java.util.function.Function;

/// A string that arrived.
///
/// @param read what it says; absent when it is malformed
record Sent<T>(Optional<T> read) {

  /// An empty value is how a page says that it has none; anything else was said.
  static Optional<String> said(Optional<String> value) {
    return value.filter(text -> !text.isEmpty());
  }

  static <T> Optional<Sent<T>> of(Optional<String> value, Function<String, Optional<T>> reader) {
    return said(value).map(text -> new Sent<>(reader.apply(text)));
  }

  static <T> boolean malformed(Optional<Sent<T>> sent) {
    return sent.isPresent() && sent.get().read.isEmpty();
  }

  static <T> Optional<T> readable(Optional<Sent<T>> sent) {
    return sent.flatMap(Sent::read);
  }
}
