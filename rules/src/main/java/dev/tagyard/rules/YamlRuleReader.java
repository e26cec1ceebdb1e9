package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.rules.event.EventFields;
import dev.tagyard.rules.yaml.Binder;
import dev.tagyard.rules.yaml.Nearest;
import dev.tagyard.rules.yaml.Problem;
import dev.tagyard.rules.yaml.YamlDocument;
import dev.tagyard.rules.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads a YAML file of rules: a list, each with `match` and its actions.
final class YamlRuleReader {
  private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

  private final String file;
  private final Optional<Set<String>> destinations;
  private final List<Problem> problems;
  private final Binder binder;
  private final FieldCheck fields;

  /// @param destinations the names that there are; absent when nobody knows
  YamlRuleReader(
      String file,
      Path folder,
      Optional<Set<String>> destinations,
      Function<String, Optional<String>> environment,
      List<Problem> problems) {
    this.file = file;
    this.destinations = destinations;
    this.problems = problems;
    this.binder = new Binder(file, folder, environment);
    this.fields = new FieldCheck(file, problems);
  }

  /// The rules of the file; whole only when no problem was added.
  List<YamlRule> read(Path path) {
    var root = YamlDocument.read(file, path, problems);
    List<YamlRule> rules = new ArrayList<>();
    switch (root.orElse(NOTHING)) {
      case YamlNode.Sequence list -> {
        var number = 0;
        for (var item : list.items()) {
          number++;
          rule(item, path.getFileName() + "#" + number).ifPresent(rules::add);
        }
      }
      case YamlNode.Scalar scalar when scalar.kind() == YamlNode.Kind.NOTHING -> {}
      case YamlNode other ->
          wrong(other, "must be a list of rules, each with a dash, not " + other.described());
    }
    return rules;
  }

  private static final YamlNode NOTHING = new YamlNode.Scalar("", YamlNode.Kind.NOTHING, 1, "");

  private Optional<YamlRule> rule(YamlNode node, String fallback) {
    var before = problems.size();
    var bound = binder.bind(node, RuleConfig.class, problems);
    if (bound.isEmpty() && node instanceof YamlNode.Mapping mapping) {
      parts(mapping);
    }
    return bound.map(config -> rule(node, config, fallback)).filter(_ -> problems.size() == before);
  }

  /// Tells the mistakes in the parts of a rule that holds mistakes itself.
  private void parts(YamlNode.Mapping rule) {
    match(entries(rule, "match"));
    copies(entries(rule, "copy"));
    values(entries(rule, "set"));
    removals(items(rule, "remove"));
    names(items(rule, "destinations"));
    names(items(rule, "send_to"));
    names(items(rule, "not_to"));
  }

  private static Map<String, YamlNode> entries(YamlNode.Mapping rule, String key) {
    return rule.get(key).orElse(NOTHING) instanceof YamlNode.Mapping found
        ? found.entries()
        : Map.of();
  }

  private static List<YamlNode> items(YamlNode.Mapping rule, String key) {
    return rule.get(key).orElse(NOTHING) instanceof YamlNode.Sequence found
        ? found.items()
        : List.of();
  }

  private YamlRule rule(YamlNode node, RuleConfig config, String fallback) {
    if (config.doesNothing()) {
      wrong(node, "does nothing: give it one of set, copy, remove, drop, send_to, not_to");
    }
    var info =
        new RuleInfo(
            config.name().orElse(fallback),
            file,
            node.line(),
            config.destinations().map(this::names),
            config.onError());
    return new YamlRule(
        info,
        match(config.match()),
        copies(config.copy()),
        values(config.set()),
        removals(config.remove()),
        config.drop(),
        narrowing(config));
  }

  private RuleResult.Narrowing narrowing(RuleConfig config) {
    var without = names(config.notTo());
    return config
        .sendTo()
        .map(only -> {
          var names = names(only);
          names.removeAll(without);
          return new RuleResult.Narrowing(true, names);
        })
        .orElseGet(() -> new RuleResult.Narrowing(false, without));
  }

  private List<YamlRule.Test> match(Map<String, YamlNode> match) {
    var conditions = new ConditionReader(binder, file, problems);
    List<YamlRule.Test> tests = new ArrayList<>();
    match.forEach((path, node) -> {
      fields.readable(node, path);
      conditions.read(node).ifPresent(condition -> tests.add(YamlRule.Test.of(path, condition)));
    });
    return List.copyOf(tests);
  }

  private Map<String, String> copies(Map<String, YamlNode> copy) {
    Map<String, String> copies = new LinkedHashMap<>();
    copy.forEach((to, node) -> {
      fields.writable(node, to);
      binder
          .text(node, problems)
          .filter(from -> fields.readable(node, from))
          .ifPresent(from -> copies.put(to, from));
    });
    return copies;
  }

  private Map<String, JsonNode> values(Map<String, YamlNode> set) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    set.forEach((path, node) -> {
      if (fields.writable(node, path)) {
        var start = node.path().length();
        binder
            .json(node, it -> kind(it, path + it.path().substring(start)), problems)
            .filter(value -> fields.fits(node, path, value))
            .ifPresent(value -> values.put(path, value));
      }
    });
    return values;
  }

  /// In a field of text every word is text, as it is written, and in one of numbers a text may be
  /// one, as what a variable stands for is.
  private static YamlNode.Kind kind(YamlNode.Scalar scalar, String path) {
    var field = EventFields.find(INDEX.matcher(path).replaceAll("[]"));
    if (field.isEmpty()) {
      return scalar.kind();
    }
    return switch (field.get().type()) {
      case TEXT -> scalar.kind() == YamlNode.Kind.NOTHING ? scalar.kind() : YamlNode.Kind.TEXT;
      case NUMBER, INTEGER, TIME ->
          scalar.kind() == YamlNode.Kind.TEXT ? YamlNode.Kind.DECIMAL : scalar.kind();
      case BOOLEAN, OBJECT, OPEN_OBJECT, LIST -> scalar.kind();
    };
  }

  private List<String> removals(List<YamlNode> remove) {
    List<String> paths = new ArrayList<>();
    for (var node : remove) {
      binder
          .text(node, problems)
          .filter(path -> fields.removable(node, path))
          .ifPresent(paths::add);
    }
    return List.copyOf(paths);
  }

  private Set<String> names(List<YamlNode> nodes) {
    Set<String> names = new LinkedHashSet<>();
    for (var node : nodes) {
      binder.text(node, problems).ifPresent(names::add);
      binder
          .text(node, new ArrayList<>())
          .filter(name -> destinations.filter(known -> !known.contains(name)).isPresent())
          .ifPresent(name ->
              wrong(
                  node,
                  "unknown destination \""
                      + name
                      + "\""
                      + Nearest.hint(name, destinations.orElse(Set.of()))));
    }
    return names;
  }

  private void wrong(YamlNode at, String message) {
    problems.add(new Problem(file, at.line(), at.path(), message));
  }
}
