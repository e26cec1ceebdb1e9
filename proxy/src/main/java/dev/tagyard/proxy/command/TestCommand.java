package dev.tagyard.proxy.command;

import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.RulesConfiguration;
import dev.tagyard.proxy.ruletest.Anywhere;
import dev.tagyard.proxy.ruletest.JUnitXml;
import dev.tagyard.proxy.ruletest.RuleCase;
import dev.tagyard.proxy.ruletest.Share;
import dev.tagyard.rules.Candidate;
import dev.tagyard.rules.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs rule tests: golden cases beside the rules.
@Command(
    name = "test",
    description =
        "Runs the rules' golden cases: folders with event.json and expect.yaml, what each"
            + " destination gets of that event.",
    mixinStandardHelpOptions = true)
public final class TestCommand implements Callable<Integer> {
  @Mixin private ConfigFile config = new ConfigFile();

  @Option(names = "--update", description = "Write each expect.yaml anew; read the difference.")
  private boolean update;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write the results as JUnit XML.")
  private Optional<Path> junit = Optional.empty();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "Where to look for cases (default: the folder of the rules).")
  private Optional<Path> folder = Optional.empty();

  @Override
  public Integer call() throws IOException {
    var plan = config.plan();
    return plan.isEmpty() ? 1 : run(plan.get());
  }

  private int run(Plan plan) throws IOException {
    try (var _ = plan.rules()) {
      var where =
          folder
              .or(() -> plan.configuration().rules().map(RulesConfiguration::folder))
              .orElse(Path.of("rules"));
      var cases = Files.isDirectory(where) ? RuleCase.in(where) : List.<RuleCase>of();
      if (cases.isEmpty()) {
        System.err.println(where + ": no case there: no folder with an event.json");
        return 1;
      }
      var destinations = plan.destinations().isEmpty() ? Anywhere.in(plan) : plan;
      if (plan.destinations().isEmpty()) {
        System.out.println(
            "no destination is configured: the cases run as for one named " + Anywhere.NAME);
      }
      var results = new ArrayList<RuleCase.Result>();
      for (var each : cases) {
        var tried = destinations.with(rulesOf(each.folder(), plan), plan.version());
        var result = each.run(tried, update, TestCommand::variable);
        print(result);
        results.add(result);
      }
      if (junit.isPresent()) {
        Files.writeString(junit.get(), JUnitXml.of(results));
      }
      var failed = results.stream().filter(result -> !result.passed()).count();
      System.out.printf(
          "%d case(s)%s, %d failed, %d rule(s)%n",
          results.size(), update ? " written" : "", failed, rulesOf(where, plan).rules().size());
      return failed == 0 ? 0 : 1;
    }
  }

  /// Those of the folder that a case is in: of `rules.shadow`, or those that run, and no visitor's
  /// share of both.
  private static RuleSet rulesOf(Path folder, Plan plan) {
    var shadow = plan.configuration().rules().flatMap(RulesConfiguration::shadow);
    return shadow
        .filter(root -> absolute(folder).startsWith(absolute(root)))
        .flatMap(_ -> plan.rules().second())
        .map(Candidate::rules)
        .orElseGet(() -> plan.rules().alone());
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static void print(RuleCase.Result result) {
    if (result.passed()) {
      System.out.println("ok    " + result.of().name());
      return;
    }
    // On one stream, so that what was got stands by what was wanted.
    System.err.println("FAIL  " + result.of().name());
    System.err.println("      rules: " + (result.ran().isEmpty() ? "none" : result.ran()));
    result.shares().forEach((name, share) -> System.err.println("      " + shown(name, share)));
    Problems.print(result.problems());
  }

  private static String shown(String name, Share share) {
    return switch (share) {
      case Share.Nothing(var reason) -> name + " got nothing: " + reason;
      case Share.Events(var events) ->
          Printable.json(
              name
                  + " got "
                  + events.stream().map(event -> event.tree().toPrettyString()).toList());
    };
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name));
  }
}
