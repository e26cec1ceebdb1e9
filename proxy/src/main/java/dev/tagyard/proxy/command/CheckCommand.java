package dev.tagyard.proxy.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Reads configuration and rules and prints every mistake.
@Command(
    name = "check",
    description = "Reads configuration and rules; prints every mistake with file, line and path.",
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
  @Mixin private ConfigFile config = new ConfigFile();

  @Override
  public Integer call() {
    var loaded = ConfigFile.read(config.path());
    if (loaded.plan().isEmpty()) {
      return 1;
    }
    Problems.warn(loaded.warnings());
    var plan = loaded.plan().get();
    try (var rules = plan.rules()) {
      var findings = rules.findings();
      Problems.print(findings);
      if (!findings.isEmpty()) {
        return 1;
      }
      System.out.printf(
          "%s is in order: %d destination(s), %d rule(s)%n",
          config.path(), plan.destinations().size(), rules.rules().size());
    }
    return 0;
  }
}
