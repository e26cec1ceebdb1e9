package dev.tagyard.rules;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.script.ScriptLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// What is left for other rules beside one that misbehaves on every event: events a second by the
/// rule of `rule.js` alone and beside a bad one, in turns, from the bad one's first suspension on,
/// so that the calls after each suspension count too.
///
///     proxy/bench/jmh rules hostile
public final class HostileComparison {
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final long ROUND_NANOS = Long.getLong("seconds", 4) * 1_000_000_000L;
  private static final long WARM_NANOS = Long.getLong("warm-up", 6) * 1_000_000_000L;
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final int BATCH = 64;
  private static final double GOAL = 0.8;

  private static final Map<String, String> BAD =
      Map.of(
          "endless loop", "for (;;) {}",
          "deep recursion", "const f = () => f() + 1; f();",
          "memory hog", "const a = []; for (;;) a.push({ x: new Array(1000).fill(0) });",
          "backtracking", "/^(?:(a*)*\\1)*b$/.test('a'.repeat(5000));",
          "long text", "let s = 'x'; for (;;) s += s;",
          "poisoned prototype", "Array.prototype.map = () => []; Object.prototype.bad = 1;");

  private HostileComparison() {}

  /// A set of rules, and how often its bad one was called and suspended.
  private static final class Runner {
    final RuleSet rules;
    final AtomicLong called = new AtomicLong();
    final AtomicLong suspended = new AtomicLong();
    private final byte[] event;

    Runner(Path folder, byte[] event) {
      this.event = event;
      RuleObserver observer =
          (rule, end, _) -> {
            if (rule.equals("10-bad.js")) {
              (end == RuleEnd.SUSPENDED ? suspended : called).incrementAndGet();
            }
          };
      var options =
          RuleOptions.of(Set.of("meta"))
              .withLimits(ScriptLimits.usual().withThreads(1))
              .withObserver(observer);
      rules = RuleSet.load(folder, options, new ArrayList<>()).orElseThrow();
    }

    /// @return events a second
    double run(long nanos) throws IOException {
      var json = new ObjectMapper();
      var start = System.nanoTime();
      var events = 0L;
      while (System.nanoTime() - start < nanos) {
        List<RuleInput> batch = new ArrayList<>(BATCH);
        for (var i = 0; i < BATCH; i++) {
          var each = Event.of((ObjectNode) json.readTree(event));
          batch.add(new RuleInput(each, Set.of("meta"), Map.of()));
        }
        rules.apply(batch);
        events += BATCH;
      }
      return events * 1e9 / (System.nanoTime() - start);
    }
  }

  /// @param arguments the folder of `rule.js` and `event.json`
  public static void main(String[] arguments) throws IOException {
    var folder = Path.of(arguments[0]);
    var event = Files.readAllBytes(folder.resolve("event.json"));
    var good = new Runner(rules(folder, ""), event);
    good.run(WARM_NANOS);
    for (var each : BAD.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
      var beside = new Runner(rules(folder, each.getValue()), event);
      var start = System.nanoTime();
      while (beside.suspended.get() == 0 && System.nanoTime() - start < PATIENCE_NANOS) {
        beside.run(0);
      }
      beside.run(WARM_NANOS / 2);
      var told =
          beside.suspended.get() == 0
              ? "never suspended"
              : "suspended after %.1f s".formatted((System.nanoTime() - start) / 1e9);
      var ratios = new double[ROUNDS];
      for (var round = 0; round < ROUNDS; round++) {
        var alone = good.run(ROUND_NANOS);
        ratios[round] = beside.run(ROUND_NANOS) / alone;
      }
      Arrays.sort(ratios);
      var median = ratios[ROUNDS / 2];
      System.out.printf(
          "%-20s %3.0f%% of the throughput alone (%.0f%% to %.0f%%; goal %.0f%%)%s; %s; called %,d,"
              + " suspended %,d times%n",
          each.getKey(),
          100 * median,
          100 * ratios[0],
          100 * ratios[ROUNDS - 1],
          100 * GOAL,
          median < GOAL ? " MISSED" : "",
          told,
          beside.called.get(),
          beside.suspended.get());
      beside.rules.close();
    }
    System.exit(0);
  }

  /// @param bad body of a rule beside the good one; empty for none
  private static Path rules(Path folder, String bad) throws IOException {
    var rules = Files.createTempDirectory("bench");
    Files.copy(folder.resolve("rule.js"), rules.resolve("20-good.js"));
    if (!bad.isEmpty()) {
      Files.writeString(
          rules.resolve("10-bad.js"), "export default function (event) { " + bad + " }");
    }
    return rules;
  }
}
