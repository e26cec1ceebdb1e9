package dev.tagyard.rules;

import dev.tagyard.rules.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the rule files of a folder.
record RuleFolder(Path folder, RuleOptions options, List<Problem> problems) {

  Optional<RuleSet> load() {
    var before = problems.size();
    List<Rule> rules = new ArrayList<>();
    for (var file : files()) {
      rules.addAll(yaml(file));
    }
    refuseSameNames(rules);
    return problems.size() == before ? Optional.of(new RuleSet(rules, options)) : Optional.empty();
  }

  private List<YamlRule> yaml(String file) {
    return new YamlRuleReader(
            shown(file), folder, options.destinations(), options.environment(), problems)
        .read(folder.resolve(file));
  }

  private List<String> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries
          .filter(Files::isRegularFile)
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".js"))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      problems.add(
          new Problem(folder.toString(), 0, "", "cannot be read: " + unreadable.getMessage()));
      return List.of();
    }
  }

  private String shown(String file) {
    return folder.getFileName() + "/" + file;
  }

  private void refuseSameNames(List<Rule> rules) {
    Map<String, RuleInfo> byName = new HashMap<>();
    for (var rule : rules) {
      var info = rule.info();
      var other = byName.putIfAbsent(info.name(), info);
      if (other != null) {
        problems.add(
            new Problem(
                info.file(),
                info.line(),
                "",
                "the name \""
                    + info.name()
                    + "\" has a rule already at "
                    + other.file()
                    + ":"
                    + other.line()));
      }
    }
  }
}
