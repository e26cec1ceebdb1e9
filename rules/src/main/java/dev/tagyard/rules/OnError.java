package dev.tagyard.rules;

/// What becomes of an event when a rule fails on it.
public enum OnError {
  /// It goes on as it was before the rule.
  SKIP,
  /// Its deliveries become dead letters.
  DEAD_LETTER
}
