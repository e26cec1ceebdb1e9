package dev.tagyard.proxy.dispatch;

import dev.tagyard.rules.RuleInput;
import dev.tagyard.rules.RuleOutcome;

/// Is shown what the rules made of events while they are dispatched; never blocks.
public interface RuleWatcher {
  RuleWatcher NONE =
      new RuleWatcher() {
        @Override
        public boolean watches() {
          return false;
        }

        @Override
        public void ruled(RuleInput input, RuleOutcome outcome) {}
      };

  /// Whether anybody looks at all.
  boolean watches();

  void ruled(RuleInput input, RuleOutcome outcome);
}
