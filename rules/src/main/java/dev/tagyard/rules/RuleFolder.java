package dev.tagyard.rules;

import dev.tagyard.rules.module.ScriptError;
import dev.tagyard.rules.script.ScriptExports;
import dev.tagyard.rules.script.ScriptPool;
import dev.tagyard.rules.yaml.Nearest;
import dev.tagyard.rules.yaml.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the rule files of a folder.
///
/// @param findings what is no mistake but cannot be meant
record RuleFolder(
    Path folder, RuleOptions options, List<Problem> problems, List<Problem> findings) {
  private static final Set<String> EXPORTS = Set.of("default", "events", "destinations", "onError");
  private static final List<String> LOOK_LIKE_RULES =
      List.of(".js", ".mjs", ".cjs", ".ts", ".yaml", ".yml");

  Optional<RuleSet> load(RuleFiles.Digest digest) {
    var before = problems.size();
    var files = files();
    Map<String, List<? extends Rule>> byFile = new HashMap<>();
    files.stream().filter(RuleFolder::isYaml).forEach(file -> byFile.put(file, yaml(file)));
    var pool = scripts(files.stream().filter(file -> !isYaml(file)).toList());
    pool.ifPresent(
        open -> open.exports().forEach((file, exports) -> byFile.put(file, script(file, exports))));
    List<Rule> rules = new ArrayList<>();
    files.forEach(file -> rules.addAll(byFile.getOrDefault(file, List.of())));
    refuseSameNames(rules);
    if (problems.size() == before) {
      return Optional.of(new RuleSet(rules, pool, options, findings, digest.text()));
    }
    pool.ifPresent(ScriptPool::close);
    return Optional.empty();
  }

  private Optional<ScriptPool> scripts(List<String> files) {
    if (files.isEmpty()) {
      return Optional.empty();
    }
    List<ScriptError> errors = new ArrayList<>();
    try {
      return ScriptPool.open(folder, files, options.limits(), errors);
    } catch (IOException | UncheckedIOException unreadable) {
      errors.add(new ScriptError("", 0, 0, "cannot be read: " + unreadable.getMessage()));
      return Optional.empty();
    } finally {
      for (var error : errors) {
        var column = error.column() > 0 ? "column " + error.column() : "";
        problems.add(new Problem(shown(error.file()), error.line(), column, error.message()));
      }
    }
  }

  private List<Rule> script(String file, ScriptExports exports) {
    if (!exports.functions().contains("default")) {
      wrong(file, "needs: export default function (event, context)");
    }
    switch (exports.kind()) {
      case "" -> {}
      case "class" -> wrong(file, exports.line(), "must export a function, not a class");
      case "AsyncFunction", "AsyncGeneratorFunction" ->
          wrong(file, exports.line(), "must not be async: an event waits for nothing");
      default -> wrong(file, exports.line(), "must export a function, not a generator");
    }
    for (var name : exports.names()) {
      if (!EXPORTS.contains(name) && !name.isEmpty()) {
        meant(name).ifPresent(near -> finding(file, "exports " + name + near));
      }
    }
    if (exports.events().filter(List::isEmpty).isPresent()) {
      finding(file, "has no name in events, and so is called for all of them");
    }
    if (exports.destinations().filter(List::isEmpty).isPresent()) {
      finding(file, "has no name in destinations, and so is called for none of them");
    }
    var destinations = exports.destinations().map(LinkedHashSet::new);
    for (var name : destinations.map(List::copyOf).orElse(List.of())) {
      options
          .destinations()
          .filter(known -> !known.contains(name))
          .ifPresent(known ->
              wrong(file, "unknown destination \"" + name + "\"" + Nearest.hint(name, known)));
    }
    var onError = exports.onError().orElse("skip");
    var choice =
        switch (onError) {
          case "skip" -> OnError.SKIP;
          case "dead_letter" -> OnError.DEAD_LETTER;
          default -> {
            wrong(file, "onError must be 'skip' or 'dead_letter', not '" + onError + "'");
            yield OnError.SKIP;
          }
        };
    var info =
        new RuleInfo(file, shown(file), exports.line(), destinations.map(Set::copyOf), choice);
    return List.of(
        new ScriptRule(
            info,
            file,
            String.valueOf(folder.getFileName()),
            Set.copyOf(exports.events().orElse(List.of()))));
  }

  /// Which export was meant; a name of the author's own begins otherwise.
  private static Optional<String> meant(String name) {
    var word = name.toLowerCase(Locale.ROOT);
    return EXPORTS.stream()
        .filter(known -> !known.equals("default") && known.charAt(0) == word.charAt(0))
        .filter(known -> Nearest.to(word, Set.of(known.toLowerCase(Locale.ROOT))).isPresent())
        .findFirst()
        .map(near -> "; did you mean \"" + near + "\"?");
  }

  private void wrong(String file, String message) {
    wrong(file, 0, message);
  }

  private void wrong(String file, int line, String message) {
    problems.add(new Problem(shown(file), line, "", message));
  }

  private void finding(String file, String message) {
    findings.add(new Problem(shown(file), 0, "", message));
  }

  private static boolean isYaml(String file) {
    return !file.endsWith(".js");
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
          .filter(this::isRule)
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException unreadable) {
      problems.add(
          new Problem(folder.toString(), 0, "", "cannot be read: " + unreadable.getMessage()));
      return List.of();
    }
  }

  private boolean isRule(String file) {
    if (file.endsWith(".yaml") || file.endsWith(".yml") || file.endsWith(".js")) {
      return true;
    }
    var name = file.toLowerCase(Locale.ROOT);
    if (LOOK_LIKE_RULES.stream().anyMatch(name::endsWith) && !name.endsWith(".d.ts")) {
      finding(file, "is not read: rules are in files *.yaml, *.yml and *.js");
    }
    return false;
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
