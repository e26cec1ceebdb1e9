package dev.tagyard.proxy.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.dispatch.Dispatcher;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.rules.DiffReport;
import dev.tagyard.rules.RuleInput;
import dev.tagyard.rules.RuleSet;
import dev.tagyard.rules.yaml.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Runs recorded events through the rules that run and through others, and tells what the others
/// would do otherwise. Nothing is sent or written; rules are given what consent left of an event.
public final class RuleComparison {
  private static final int STRETCH = 256;

  private final EventLog log;
  private final Supplier<Plan> plan;
  private final PlanReader reader;
  private final InstantSource clock;

  public RuleComparison(EventLog log, Supplier<Plan> plan, PlanReader reader, InstantSource clock) {
    this.log = log;
    this.plan = plan;
    this.reader = reader;
    this.clock = clock;
  }

  /// @param since how far back; what is past `data.retention` is gone
  /// @return a [DiffReport] as JSON; with `problems` alone when the other rules hold mistakes, or
  ///   are nowhere to be read
  public ObjectNode compare(Path folder, Duration since) throws InterruptedException {
    // A plan takes a folder that is not there for one without rules.
    if (!Files.isDirectory(folder)) {
      return problems(List.of("there is no folder " + folder + " that the server can read"));
    }
    var running = plan.get();
    var problems = new ArrayList<Problem>();
    var others = reader.other(folder, running, problems);
    if (others.isEmpty()) {
      return problems(problems.stream().map(Problem::toString).toList());
    }
    try (var rules = others.get()) {
      return compare(running, rules, since).json();
    }
  }

  private static ObjectNode problems(List<String> problems) {
    var told = new DiffReport().json();
    problems.forEach(told.putArray("problems")::add);
    return told;
  }

  private DiffReport compare(Plan running, RuleSet others, Duration since)
      throws InterruptedException {
    var report = new DiffReport();
    var oldest = clock.instant().minus(since);
    var end = log.cursor();
    var at = Position.START;
    while (at.compareTo(end) < 0) {
      List<Journaled> stretch;
      try {
        stretch = log.read(at, STRETCH, Duration.ZERO);
      } catch (CorruptRecord corrupt) {
        at = corrupt.upTo().orElseThrow(() -> corrupt);
        continue;
      }
      if (stretch.isEmpty()) {
        break;
      }
      var inputs = new ArrayList<RuleInput>();
      for (var journaled : stretch) {
        if (!journaled.entry().receivedAt().isBefore(oldest)) {
          inputs.addAll(Dispatcher.inputs(journaled, running));
        }
      }
      compare(running.rules(), others, inputs, report);
      at = stretch.getLast().position();
    }
    return report;
  }

  private static void compare(
      RuleSet running, RuleSet others, List<RuleInput> inputs, DiffReport report) {
    var before = running.rehearse(inputs);
    var after = others.rehearse(inputs);
    for (var i = 0; i < inputs.size(); i++) {
      var input = inputs.get(i);
      report.add(
          input.event().id(),
          input.given().apply(before.get(i)),
          input.given().apply(after.get(i)));
    }
  }
}
