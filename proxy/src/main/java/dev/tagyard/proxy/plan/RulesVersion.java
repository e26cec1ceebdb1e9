package dev.tagyard.proxy.plan;

import java.time.Instant;

/// Which rules run.
///
/// @param number grows with each change of the rules, from 1
/// @param plan version of the plan that they came with
/// @param rolledBack whether they were put back in place of newer ones
/// @param before number of the rules that can be rolled back to; 0 when there are none
public record RulesVersion(long number, long plan, Instant since, boolean rolledBack, long before) {
  static RulesVersion first(Plan plan, Instant now) {
    return new RulesVersion(1, plan.version(), now, false, 0);
  }

  /// The same rules, which came to be those of the files, or to be others.
  RulesVersion with(boolean back) {
    return new RulesVersion(number, plan, since, back, before);
  }

  RulesVersion next(Plan changed, Instant now, boolean back) {
    return new RulesVersion(number + 1, changed.version(), now, back, number);
  }
}
