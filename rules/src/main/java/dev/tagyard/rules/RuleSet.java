package dev.tagyard.rules;

import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.script.ScriptPool;
import dev.tagyard.rules.script.Scripts;
import dev.tagyard.rules.yaml.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rules of a folder, ready to run: event to what each destination is to get. May be used by
/// several threads at a time.
public final class RuleSet implements AutoCloseable {
  private final List<Rule> rules;
  private final Optional<ScriptPool> scripts;
  private final InstantSource clock;
  private final RuleWatch watch;

  /// @param scripts what the rules that are scripts run in
  RuleSet(List<Rule> rules, Optional<ScriptPool> scripts, RuleOptions options) {
    this.rules = List.copyOf(rules);
    this.scripts = scripts;
    this.clock = options.clock();
    this.watch = new RuleWatch(this.rules, clock, options.observer());
  }

  /// Reads `*.yaml` and `*.js` of a folder, in order of their names; folders within are for modules
  /// that scripts import. A folder that does not exist holds no rules.
  ///
  /// @return absent when a problem was added; nothing runs then
  public static Optional<RuleSet> load(Path folder, RuleOptions options, List<Problem> problems) {
    return new RuleFolder(folder, options, problems).load();
  }

  /// A set without rules: every destination gets the event as it is.
  public static RuleSet none() {
    return new RuleSet(List.of(), Optional.empty(), RuleOptions.of(Set.of()));
  }

  /// Runs the rules; outcomes in the order of the batch. Blocks until all are done: YAML rules run
  /// on the calling thread, and where there is a script, all rules on the script threads.
  public List<RuleOutcome> apply(List<RuleInput> batch) {
    if (rules.isEmpty()) {
      return batch.stream().map(RuleSet::untouched).toList();
    }
    var now = clock.instant();
    if (scripts.isEmpty()) {
      return batch.stream().map(input -> run(input, now, Optional.empty())).toList();
    }
    return scripts.get().map(batch, (thread, input) -> run(input, now, Optional.of(thread)));
  }

  /// Whether every event goes through as it is.
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /// The rules in the order in which they run.
  public List<RuleInfo> rules() {
    return rules.stream().map(Rule::info).toList();
  }

  /// To be called when no batch runs any more.
  @Override
  public void close() {
    scripts.ifPresent(ScriptPool::close);
  }

  private RuleOutcome run(RuleInput input, Instant now, Optional<Scripts> thread) {
    return new RuleRun(input, now, thread, watch).through(rules);
  }

  private static RuleOutcome untouched(RuleInput input) {
    var event = List.of(input.event());
    Map<String, List<Event>> all = new LinkedHashMap<>();
    input.destinations().forEach(destination -> all.put(destination, event));
    return new RuleOutcome(all, Map.of(), List.of(), Map.of());
  }
}
