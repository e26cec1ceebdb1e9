package dev.tagyard.rules;

import dev.tagyard.rules.script.ScriptLimits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What rules are loaded and run with.
///
/// @param destinations the names that rules may use; absent when nobody knows
/// @param environment a variable by name, for `${NAME}` in YAML rules
/// @param clock for suspensions alone
public record RuleOptions(
    Optional<Set<String>> destinations,
    Function<String, Optional<String>> environment,
    ScriptLimits limits,
    RuleObserver observer,
    InstantSource clock) {
  /// The usual limits, no environment, nobody watching, and a clock that nobody sets: a suspension
  /// is over in time also where the machine's own was set back.
  public static RuleOptions of(Set<String> destinations) {
    return new RuleOptions(
        Optional.of(Set.copyOf(destinations)),
        _ -> Optional.empty(),
        ScriptLimits.usual(),
        RuleObserver.NONE,
        running());
  }

  private static InstantSource running() {
    var start = System.nanoTime();
    return () -> Instant.EPOCH.plusNanos(System.nanoTime() - start);
  }

  public RuleOptions withEnvironment(Function<String, Optional<String>> variables) {
    return new RuleOptions(destinations, variables, limits, observer, clock);
  }

  public RuleOptions withLimits(ScriptLimits other) {
    return new RuleOptions(destinations, environment, other, observer, clock);
  }

  public RuleOptions withObserver(RuleObserver other) {
    return new RuleOptions(destinations, environment, limits, other, clock);
  }

  public RuleOptions withClock(InstantSource other) {
    return new RuleOptions(destinations, environment, limits, observer, other);
  }
}
