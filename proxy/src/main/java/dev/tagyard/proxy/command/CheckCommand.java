package dev.tagyard.proxy.command;

import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.rules.RuleObserver;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Reads configuration and rules and prints every mistake.
@Command(
    name = "check",
    description = "Reads configuration and rules; prints every mistake with file, line and path.",
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      description = "Configuration file (default: ${DEFAULT-VALUE}).",
      defaultValue = "tagyard.yaml")
  private Path config = Path.of("tagyard.yaml");

  @Override
  public Integer call() {
    var loaded =
        new PlanReader(config, name -> Optional.ofNullable(System.getenv(name)), RuleObserver.NONE)
            .read(1);
    Problems.print(loaded.problems());
    if (loaded.plan().isEmpty()) {
      return 1;
    }
    try (var rules = loaded.plan().get().rules()) {
      var findings = rules.findings();
      Problems.print(findings);
      if (!findings.isEmpty()) {
        return 1;
      }
      System.out.printf(
          "%s is in order: %d destination(s), %d rule(s)%n",
          config, loaded.plan().get().destinations().size(), rules.rules().size());
    }
    return 0;
  }
}
