package dev.tagyard.rules;

/// Is told of each rule that applied to an event; called from several threads. A YAML rule that did
/// not match is not told.
@FunctionalInterface
public interface RuleObserver {
  RuleObserver NONE = (_, _, _) -> {};

  void ended(String rule, RuleEnd end, long nanos);
}
