package dev.tagyard.rules;

/// How one call of a rule ended. In lower case a metric label.
public enum RuleEnd {
  /// It applied and left the event as it was.
  RAN,
  CHANGED,
  DROPPED,
  ERROR,
  /// It was stopped at a limit of time, statements or memory.
  TIMEOUT,
  /// It was not called: it had timed out too often.
  SUSPENDED
}
