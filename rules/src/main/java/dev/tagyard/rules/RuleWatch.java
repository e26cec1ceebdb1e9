package dev.tagyard.rules;

import dev.tagyard.rules.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Suspends rules that time out again and again, and tells the observer of each call. Shared by the
/// threads of a rule set.
final class RuleWatch {
  private static final int TIMEOUTS = 5;
  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final Duration SUSPENSION = Duration.ofSeconds(30);

  /// Guards itself.
  private static final class Conduct {
    /// What a call comes to while the rule is suspended: the same for every event.
    private final RuleResult.Failed leftOut;

    private final Deque<Instant> timeouts = new ArrayDeque<>();
    private final AtomicBoolean untold = new AtomicBoolean();
    private volatile Instant suspendedUntil = Instant.MIN;

    /// Until when one timeout is enough: five of each bad rule at each of its returns would cost
    /// the others more than all else it does.
    private Instant onTrialUntil = Instant.MIN;

    Conduct(RuleInfo rule) {
      leftOut =
          new RuleResult.Failed(
              RuleEnd.SUSPENDED,
              new RuleFault(
                  rule.file() + ":" + rule.line(),
                  "suspended after timeouts; it comes back after " + SUSPENSION.toSeconds() + " s",
                  ""),
              List.of());
    }

    boolean suspended(Instant now) {
      return now.isBefore(suspendedUntil);
    }

    synchronized void timedOut(Instant now) {
      timeouts.add(now);
      while (!timeouts.isEmpty() && timeouts.getFirst().plus(WITHIN).isBefore(now)) {
        timeouts.removeFirst();
      }
      if (timeouts.size() >= TIMEOUTS || now.isBefore(onTrialUntil)) {
        suspendedUntil = now.plus(SUSPENSION);
        onTrialUntil = suspendedUntil.plus(WITHIN);
        timeouts.clear();
        untold.set(true);
      }
    }

    /// Whether this is the first to be told since the rule was suspended.
    boolean first() {
      return untold.getAndSet(false);
    }
  }

  private final InstantSource clock;
  private final RuleObserver observer;
  private final IdentityHashMap<Rule, Conduct> conducts = new IdentityHashMap<>();

  RuleWatch(List<Rule> rules, InstantSource clock, RuleObserver observer) {
    this.clock = clock;
    this.observer = observer;
    rules.forEach(rule -> conducts.put(rule, new Conduct(rule.info())));
  }

  boolean suspended(Rule rule, Instant now) {
    return conductOf(rule).suspended(now);
  }

  RuleResult run(Rule rule, Event event, RuleCall call, Instant now) {
    var conduct = conductOf(rule);
    if (conduct.suspended(now)) {
      return conduct.leftOut;
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

  /// A suspension is told once, not of each event.
  void failed(Rule rule, RuleResult.Failed failed, Event event) {
    if (failed.end() == RuleEnd.SUSPENDED && !conductOf(rule).first()) {
      return;
    }
    observer.failed(rule.info().name(), failed.end(), failed.fault(), event.id());
  }

  private Conduct conductOf(Rule rule) {
    var conduct = conducts.get(rule);
    if (conduct == null) {
      throw new IllegalArgumentException("no rule of this set: " + rule.info().name());
    }
    return conduct;
  }
}
