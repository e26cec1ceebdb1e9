package dev.tagyard.rules;

import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.script.ScriptPool;
import dev.tagyard.rules.script.Scripts;
import dev.tagyard.rules.yaml.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The rules of a folder, ready to run: event to what each destination is to get. May be used by
/// several threads at a time.
public final class RuleSet implements AutoCloseable {
  private final List<Rule> rules;
  private final Optional<ScriptPool> scripts;
  private final InstantSource clock;
  private final RuleWatch watch;
  private final RuleIndex index;
  private final Optional<Candidate> candidate;
  private final Set<String> destinations;
  private final List<Problem> findings;
  private final String digest;

  /// For what is run and counts nowhere, but is suspended like the rest.
  private final RuleWatch unseen;

  /// This set without the second one.
  private final Optional<RuleSet> alone;

  /// @param scripts what the rules that are scripts run in
  /// @param findings what is no mistake but cannot be meant
  /// @param digest of what it was read from
  RuleSet(
      List<Rule> rules,
      Optional<ScriptPool> scripts,
      RuleOptions options,
      List<Problem> findings,
      String digest) {
    this.rules = List.copyOf(rules);
    this.scripts = scripts;
    this.clock = options.clock();
    this.watch = new RuleWatch(this.rules, clock, options.observer());
    this.unseen = new RuleWatch(this.rules, clock, RuleObserver.NONE);
    this.index = new RuleIndex(this.rules);
    this.candidate = Optional.empty();
    this.destinations = options.destinations().orElse(Set.of("any"));
    this.findings =
        Stream.concat(findings.stream(), Unreachable.in(this.rules, destinations).stream())
            .toList();
    this.digest = digest;
    this.alone = Optional.empty();
  }

  private RuleSet(RuleSet other, Candidate candidate) {
    this.rules = other.rules;
    this.scripts = other.scripts;
    this.clock = other.clock;
    this.watch = other.watch;
    this.unseen = other.unseen;
    this.index = other.index;
    this.candidate = Optional.of(candidate);
    this.destinations = other.destinations;
    this.findings =
        Stream.concat(other.findings.stream(), candidate.rules().findings().stream()).toList();
    this.digest = other.digest;
    this.alone = Optional.of(other);
  }

  /// Reads `*.yaml` and `*.js` of a folder, in order of their names; folders within are for modules
  /// that scripts import. A folder that does not exist holds no rules.
  ///
  /// @return absent when a problem was added; nothing runs then
  public static Optional<RuleSet> load(Path folder, RuleOptions options, List<Problem> problems) {
    var digest = new RuleFiles.Digest(folder);
    var watched = options.withEnvironment(digest.watching(options.environment()));
    return new RuleFolder(folder, watched, problems, new ArrayList<>()).load(digest);
  }

  /// A set without rules: every destination gets the event as it is.
  public static RuleSet none() {
    return new RuleSet(List.of(), Optional.empty(), RuleOptions.of(Set.of()), List.of(), "");
  }

  /// Runs the rules; outcomes in the order of the batch. Blocks until all are done: YAML rules run
  /// on the calling thread, and where there is a script, all rules on the script threads.
  public List<RuleOutcome> apply(List<RuleInput> batch) {
    return candidate.map(second -> second.apply(batch, this)).orElseGet(() -> applyAlone(batch));
  }

  /// As [#apply], without the second set.
  List<RuleOutcome> applyAlone(List<RuleInput> batch) {
    return rules.isEmpty() ? batch.stream().map(RuleSet::untouched).toList() : run(batch, watch);
  }

  /// As [#applyAlone], and it counts nowhere: what comes of it is for nobody.
  List<RuleOutcome> applyUnseen(List<RuleInput> batch) {
    return rules.isEmpty() ? batch.stream().map(RuleSet::untouched).toList() : run(batch, unseen);
  }

  /// What this set alone makes of events that are not meant: it counts nowhere.
  public List<RuleOutcome> rehearse(List<RuleInput> batch) {
    return rules.isEmpty()
        ? batch.stream().map(RuleSet::untouched).toList()
        : run(batch, new RuleWatch(rules, clock, RuleObserver.NONE));
  }

  /// As [#apply], and it counts nowhere: nobody is told, and no rule is suspended by it.
  public List<RuleOutcome> applyQuietly(List<RuleInput> batch) {
    return candidate.map(second -> second.rehearse(batch, this)).orElseGet(() -> rehearse(batch));
  }

  private List<RuleOutcome> run(List<RuleInput> batch, RuleWatch watching) {
    var now = clock.instant();
    return scripts.isEmpty()
        ? batch.stream().map(input -> run(input, now, Optional.empty(), watching)).toList()
        : scripts
            .get()
            .map(batch, (thread, input) -> run(input, now, Optional.of(thread), watching));
  }

  /// Runs made-up events through the rules, so that the first real one finds the engine awake. It
  /// counts nowhere.
  ///
  /// @param longest roughly; a compiling engine goes on in the background
  public void warmUp(Duration longest) {
    var quiet = new RuleWatch(rules, clock, RuleObserver.NONE);
    var inputs =
        Synthetic.events(60).stream()
            .map(event -> new RuleInput(event, destinations, Map.of()))
            .toList();
    var end = System.nanoTime() + longest.toNanos();
    while (System.nanoTime() < end) {
      run(inputs, quiet);
    }
    candidate.ifPresent(second -> second.rules().warmUp(longest));
  }

  /// Whether every event goes through as it is.
  public boolean isEmpty() {
    return rules.isEmpty() && candidate.isEmpty();
  }

  /// This set with a second one beside it, which is closed with it.
  public RuleSet with(Candidate second) {
    return new RuleSet(alone(), second);
  }

  /// This set without a second one. It is the same set: one of the two is to be closed.
  public RuleSet alone() {
    return alone.orElse(this);
  }

  /// The set beside this one.
  public Optional<Candidate> second() {
    return candidate;
  }

  /// The same for sets that were read from the same: files, and what these take from the
  /// environment. The second set is left aside.
  public String digest() {
    return digest;
  }

  /// The rules in the order in which they run.
  public List<RuleInfo> rules() {
    return rules.stream().map(Rule::info).toList();
  }

  /// What is no mistake but cannot be meant, such as rules that no event comes to; also of the
  /// second set.
  public List<Problem> findings() {
    return findings;
  }

  /// To be called when no batch runs any more.
  @Override
  public void close() {
    scripts.ifPresent(ScriptPool::close);
    candidate.ifPresent(second -> second.rules().close());
  }

  /// Whether any of the rules is a script.
  public boolean hasScripts() {
    return scripts.isPresent()
        || candidate.filter(second -> second.rules().hasScripts()).isPresent();
  }

  RuleIndex index() {
    return index;
  }

  private RuleOutcome run(
      RuleInput input, Instant now, Optional<Scripts> thread, RuleWatch watching) {
    return new RuleRun(input, now, thread, watching, index).through(rules);
  }

  private static RuleOutcome untouched(RuleInput input) {
    var event = List.of(input.event());
    Map<String, List<Event>> all = new LinkedHashMap<>();
    input.destinations().forEach(destination -> all.put(destination, event));
    return new RuleOutcome(all, Map.of(), List.of(), Map.of());
  }
}
