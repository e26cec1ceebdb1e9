package dev.tagyard.rules;

import dev.tagyard.rules.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Suspends rules that time out again and again, and tells the observer of each call. Shared by the
/// threads of a rule set.
final class RuleWatch {
  private static final int TIMEOUTS = 5;
  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final Duration SUSPENSION = Duration.ofSeconds(30);

  /// Guards itself.
  private static final class Conduct {
    private final Deque<Instant> timeouts = new ArrayDeque<>();
    private volatile Instant suspendedUntil = Instant.MIN;

    boolean suspended(Instant now) {
      return now.isBefore(suspendedUntil);
    }

    synchronized void timedOut(Instant now) {
      timeouts.add(now);
      while (!timeouts.isEmpty() && timeouts.getFirst().plus(WITHIN).isBefore(now)) {
        timeouts.removeFirst();
      }
      if (timeouts.size() >= TIMEOUTS) {
        suspendedUntil = now.plus(SUSPENSION);
        timeouts.clear();
      }
    }
  }

  private final InstantSource clock;
  private final RuleObserver observer;
  private final Map<String, Conduct> conducts = new HashMap<>();

  RuleWatch(List<Rule> rules, InstantSource clock, RuleObserver observer) {
    this.clock = clock;
    this.observer = observer;
    rules.forEach(rule -> conducts.put(rule.info().name(), new Conduct()));
  }

  boolean suspended(Rule rule, Instant now) {
    return conductOf(rule).suspended(now);
  }

  RuleResult run(Rule rule, Event event, RuleCall call) {
    var conduct = conductOf(rule);
    if (conduct.suspended(call.now())) {
      return new RuleResult.Failed(
          RuleEnd.SUSPENDED,
          new RuleFault(
              rule.info().file() + ":" + rule.info().line(),
              "suspended after " + TIMEOUTS + " timeouts in " + WITHIN.toSeconds() + " s",
              ""),
          List.of());
    }
    var result = rule.run(event, call);
    if (result instanceof RuleResult.Failed failed && failed.end() == RuleEnd.TIMEOUT) {
      conduct.timedOut(clock.instant());
    }
    return result;
  }

  void ended(Rule rule, RuleEnd end, long nanos) {
    observer.ended(rule.info().name(), end, nanos);
  }

  void failed(Rule rule, RuleResult.Failed failed, Event event) {
    observer.failed(rule.info().name(), failed.end(), failed.fault(), event.id());
  }

  private Conduct conductOf(Rule rule) {
    var conduct = conducts.get(rule.info().name());
    if (conduct == null) {
      throw new IllegalArgumentException("no rule of this set: " + rule.info().name());
    }
    return conduct;
  }
}
