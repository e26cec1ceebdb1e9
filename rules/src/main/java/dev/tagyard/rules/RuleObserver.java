package dev.tagyard.rules;

/// Is told of each rule that applied to an event; called from several threads. A YAML rule that did
/// not match is not told.
@FunctionalInterface
public interface RuleObserver {
  RuleObserver NONE = (_, _, _) -> {};

  void ended(String rule, RuleEnd end, long nanos);

  /// Told besides [#ended], of what failed.
  ///
  /// @param end an error, a timeout, or a suspension
  default void failed(String rule, RuleEnd end, RuleFault fault, String eventId) {}

  /// Both are told, this one first.
  default RuleObserver and(RuleObserver other) {
    var first = this;
    return new RuleObserver() {
      @Override
      public void ended(String rule, RuleEnd end, long nanos) {
        first.ended(rule, end, nanos);
        other.ended(rule, end, nanos);
      }

      @Override
      public void failed(String rule, RuleEnd end, RuleFault fault, String eventId) {
        first.failed(rule, end, fault, eventId);
        other.failed(rule, end, fault, eventId);
      }
    };
  }
}
