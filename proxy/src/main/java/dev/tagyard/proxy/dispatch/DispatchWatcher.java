package dev.tagyard.proxy.dispatch;

import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.rules.RuleTrace;
import java.util.List;

/// Is shown what becomes of events while they are dispatched; never blocks.
public interface DispatchWatcher {
  DispatchWatcher NONE =
      new DispatchWatcher() {
        @Override
        public boolean watches() {
          return false;
        }

        @Override
        public void dispatched(Journaled journaled, List<RuleTrace> traces, DispatchBatch batch) {}
      };

  /// Whether anybody looks at all.
  boolean watches();

  /// @param traces of the rules, for all cuts of the event
  /// @param batch that the event is a part of, about to be written
  void dispatched(Journaled journaled, List<RuleTrace> traces, DispatchBatch batch);
}
