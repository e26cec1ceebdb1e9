package dev.tagyard.proxy.plan;

import dev.tagyard.rules.Candidate;
import dev.tagyard.rules.RuleSet;
import dev.tagyard.rules.yaml.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The plan that runs now. A reload swaps it as a whole, or leaves it as it is.
public final class Plans implements Supplier<Plan>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Plans.class);

  /// For how long a stretch of the journal may still run by the rules of the plan before.
  private static final Duration OVERLAP = Duration.ofSeconds(15);

  /// What there is to a call besides the wait for its answer: rendering, the log, a look at what
  /// came.
  private static final Duration BESIDE = Duration.ofMinutes(2);

  private final PlanReader reader;

  /// What the listeners and the event log were opened by.
  private final Configuration started;

  private final AtomicReference<Plan> running;
  private final Consumer<Plan> coming;
  private final Consumer<Plan> changed;

  /// The rules that ran before, kept open to be rolled back to.
  private Optional<RuleSet> before = Optional.empty();

  /// Of the rules that were read last. Where others run, these were rolled back from, and are not
  /// to come back by a reload.
  private String lastRead;

  private volatile Map<Path, String> files;
  private final AtomicReference<RulesVersion> rulesVersion;

  /// @param coming is told of each new plan before it runs
  /// @param changed is told of each new plan once it runs
  public Plans(
      PlanReader reader, PlanReader.Loaded loaded, Consumer<Plan> coming, Consumer<Plan> changed) {
    var first = loaded.plan().orElseThrow();
    this.reader = reader;
    this.files = loaded.files();
    this.lastRead = first.rules().digest();
    this.started = first.configuration();
    this.running = new AtomicReference<>(first);
    this.coming = coming;
    this.changed = changed;
    this.rulesVersion = new AtomicReference<>(RulesVersion.first(first, reader.now()));
  }

  /// Which rules run, and since when.
  public RulesVersion rulesVersion() {
    return rulesVersion.get();
  }

  /// What the files were like that the running plan was read from.
  public Map<Path, String> files() {
    return files;
  }

  @Override
  public Plan get() {
    return running.get();
  }

  /// @return what is wrong with the files; empty when the new plan runs
  public synchronized List<Problem> reload() {
    var old = running.get();
    var loaded = reader.read(old.version() + 1);
    if (loaded.plan().isEmpty()) {
      loaded
          .problems()
          .forEach(problem -> LOG.error("not reloaded, what ran before goes on: {}", problem));
      return loaded.problems();
    }
    loaded.warnings().forEach(warning -> LOG.warn("{}", warning));
    var read = loaded.plan().get();
    var plan = read.with(rules(read, old), read.version());
    fixed(started, plan.configuration())
        .forEach(what -> LOG.warn("{} changed: that takes a restart", what));
    try {
      swap(plan, read.rules().alone().digest());
    } catch (RuntimeException failure) {
      close(read.destinations().values());
      throw failure;
    } finally {
      unused(open(read.rules())).forEach(RuleSet::close);
    }
    changed.accept(plan);
    // Only now: where the plan was not told of everywhere, the files are still to be followed.
    files = loaded.files();
    plan.rules().findings().forEach(finding -> LOG.warn("{}", finding));
    LOG.info(
        "reloaded: plan {}, {} destination(s), {} rule(s)",
        plan.version(),
        plan.destinations().size(),
        plan.rules().rules().size());
    return List.of();
  }

  /// Puts the rules back into force that ran before those that run now, until the rule files change
  /// again. What is beside them, `shadow`, goes on.
  ///
  /// @return false when there were none before
  public synchronized boolean rollBack() {
    if (before.isEmpty()) {
      return false;
    }
    var running = this.running.get();
    var plan = running.with(beside(before.get(), running.rules().second()), running.version() + 1);
    swap(plan, lastRead);
    changed.accept(plan);
    LOG.warn(
        "rolled back: plan {} runs the rules of before, {} rule(s)",
        this.running.get().version(),
        this.running.get().rules().rules().size());
    return true;
  }

  /// What is to run of the rules that were read and those that run: what did not change goes on,
  /// with its suspensions and all that is known of it.
  private RuleSet rules(Plan read, Plan running) {
    var main = read.rules().alone();
    var runs = running.rules().alone();
    var rolledBackFrom = main.digest().equals(lastRead) && !main.digest().equals(runs.digest());
    var second =
        read.rules()
            .second()
            .map(next ->
                running
                    .rules()
                    .second()
                    .filter(known -> isSame(next.rules(), read, known.rules(), running))
                    .map(known -> next.with(known.rules()))
                    .orElse(next));
    return beside(rolledBackFrom || isSame(main, read, runs, running) ? runs : main, second);
  }

  /// Rules are read for the destinations that there are.
  private static boolean isSame(RuleSet read, Plan by, RuleSet known, Plan running) {
    return read.digest().equals(known.digest())
        && by.destinations().keySet().equals(running.destinations().keySet());
  }

  private static RuleSet beside(RuleSet main, Optional<Candidate> second) {
    return second.map(main::with).orElse(main);
  }

  /// Where it throws, nothing is as if the plan had come.
  ///
  /// @param read digest of the rules that were read last
  // The same destinations, not equal ones: those may not be closed.
  @SuppressWarnings("ReferenceEquality")
  private void swap(Plan plan, String read) {
    var old = running.get();
    var were = open(old.rules());
    before.ifPresent(were::add);
    coming.accept(plan);
    running.set(plan);
    lastRead = read;
    var is = plan.rules().digest();
    var others = !is.equals(old.rules().digest());
    if (others) {
      before = Optional.of(old.rules().alone());
    }
    var version = rulesVersion.get();
    var back = !is.equals(lastRead);
    rulesVersion.set(others ? version.next(plan, reader.now(), back) : version.with(back));
    unused(were).forEach(Plans::retire);
    if (plan.destinations() != old.destinations()) {
      retire(old.destinations().values());
    }
  }

  /// The sets that are closed one by one.
  private static Set<RuleSet> open(RuleSet rules) {
    var sets = new HashSet<RuleSet>();
    sets.add(rules.alone());
    rules.second().map(Candidate::rules).ifPresent(sets::add);
    return sets;
  }

  /// Those that neither run nor can be rolled back to.
  private Set<RuleSet> unused(Set<RuleSet> sets) {
    var unused = new HashSet<>(sets);
    unused.removeAll(open(running.get().rules()));
    before.ifPresent(unused::remove);
    return unused;
  }

  @Override
  public synchronized void close() {
    before.ifPresent(RuleSet::close);
    running.get().rules().close();
    close(running.get().destinations().values());
  }

  private static void close(Collection<PlannedDestination> destinations) {
    destinations.forEach(PlannedDestination::close);
  }

  /// What cannot be swapped while running.
  private static List<String> fixed(Configuration was, Configuration is) {
    Map<String, Function<Configuration, Object>> keys = new LinkedHashMap<>();
    keys.put("public.listen", each -> each.visitors().listen());
    keys.put("public.event_loops", each -> each.visitors().eventLoops());
    keys.put("public.guard.addresses", each -> each.visitors().guard().addresses());
    // The files of a listener with TLS may change, not whether it has any.
    keys.put("public.tls", each -> each.visitors().tls().isPresent());
    keys.put("admin.listen", each -> each.admin().listen());
    keys.put("privacy.key", Configuration::privacy);
    keys.put("data", Configuration::data);
    var changed = new ArrayList<String>();
    keys.forEach((key, value) -> {
      if (!value.apply(was).equals(value.apply(is))) {
        changed.add(key);
      }
    });
    return changed;
  }

  private static void retire(RuleSet rules) {
    later(OVERLAP, rules::close);
  }

  private static void retire(Collection<PlannedDestination> destinations) {
    later(lastCall(destinations), () -> close(destinations));
  }

  /// By then the call has ended that a destination of the plan before had under way; the ones that
  /// were to follow it are made by the new plan.
  static Duration lastCall(Collection<PlannedDestination> destinations) {
    return destinations.stream()
        .map(planned -> planned.destination().limits().timeout())
        .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other)
        .plus(BESIDE);
  }

  private static void later(Duration wait, Runnable closing) {
    Thread.startVirtualThread(() -> {
      try {
        Thread.sleep(wait);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      closing.run();
    });
  }
}
