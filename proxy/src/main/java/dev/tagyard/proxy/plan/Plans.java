package dev.tagyard.proxy.plan;

import dev.tagyard.rules.RuleSet;
import dev.tagyard.rules.yaml.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The plan that runs now. A reload swaps it as a whole, or leaves it as it is.
public final class Plans implements Supplier<Plan> {
  private static final Logger LOG = LoggerFactory.getLogger(Plans.class);

  /// For how long a stretch of the journal may still run by the rules of the plan before.
  private static final Duration OVERLAP = Duration.ofSeconds(15);

  private final PlanReader reader;
  private final AtomicReference<Plan> running;
  private final Consumer<Plan> coming;
  private final Consumer<Plan> changed;

  /// @param coming is told of each new plan before it runs
  /// @param changed is told of each new plan once it runs
  public Plans(PlanReader reader, Plan first, Consumer<Plan> coming, Consumer<Plan> changed) {
    this.reader = reader;
    this.running = new AtomicReference<>(first);
    this.coming = coming;
    this.changed = changed;
  }

  @Override
  public Plan get() {
    return running.get();
  }

  /// @return what is wrong with the files; empty when the new plan runs
  public synchronized List<Problem> reload() {
    var before = running.get();
    var loaded = reader.read(before.version() + 1);
    if (loaded.plan().isEmpty()) {
      loaded.problems().forEach(problem -> LOG.error("not reloaded: {}", problem));
      LOG.error("what ran before goes on: {} problem(s)", loaded.problems().size());
      return loaded.problems();
    }
    loaded.warnings().forEach(warning -> LOG.warn("{}", warning));
    var plan = loaded.plan().get();
    fixed(before, plan).ifPresent(what -> LOG.warn("{} changed: that takes a restart", what));
    coming.accept(plan);
    running.set(plan);
    changed.accept(plan);
    retire(before.rules());
    LOG.info(
        "reloaded: plan {}, {} destination(s), {} rule(s)",
        plan.version(),
        plan.destinations().size(),
        plan.rules().rules().size());
    return List.of();
  }

  /// What cannot be swapped while running.
  private static Optional<String> fixed(Plan before, Plan after) {
    var was = before.configuration();
    var is = after.configuration();
    if (!was.visitors().listen().equals(is.visitors().listen())
        || !was.admin().listen().equals(is.admin().listen())) {
      return Optional.of("a listener");
    }
    return was.data().equals(is.data()) ? Optional.empty() : Optional.of("data");
  }

  private static void retire(RuleSet rules) {
    Thread.startVirtualThread(() -> {
      try {
        Thread.sleep(OVERLAP);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      rules.close();
    });
  }
}
