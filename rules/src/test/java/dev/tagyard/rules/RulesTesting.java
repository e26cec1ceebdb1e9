package dev.tagyard.rules;

import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.yaml.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes rule files, loads them and runs one event through them.
final class RulesTesting {
  private RulesTesting() {}

  static final Set<String> DESTINATIONS = Set.of("meta", "ga4", "partner");

  static void write(Path folder, String file, String text) {
    try {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.writeString(folder.resolve(file), text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static RuleSet load(Path folder) {
    return load(folder, RuleOptions.of(DESTINATIONS));
  }

  static RuleSet load(Path folder, RuleOptions options) {
    List<Problem> problems = new ArrayList<>();
    return RuleSet.load(folder, options, problems)
        .orElseThrow(() -> new AssertionError(problems.toString()));
  }

  static List<String> problems(Path folder) {
    List<Problem> problems = new ArrayList<>();
    RuleSet.load(folder, RuleOptions.of(DESTINATIONS), problems).ifPresent(RuleSet::close);
    return problems.stream().map(Problem::toString).toList();
  }

  static RuleOutcome run(RuleSet rules, Event event, String... destinations) {
    return rules
        .apply(List.of(new RuleInput(event, new LinkedHashSet<>(List.of(destinations)), Map.of())))
        .getFirst();
  }
}
