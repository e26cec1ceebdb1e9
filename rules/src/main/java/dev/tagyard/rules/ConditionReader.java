package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.rules.yaml.Binder;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Problem;
import dev.tagyard.rules.yaml.YamlNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Reads the conditions of a rule's `match`.
record ConditionReader(Binder binder, String file, List<Problem> problems) {

  record RangeConfig(Optional<BigDecimal> min, Optional<BigDecimal> max) {
    RangeConfig {
      if (min.isEmpty() && max.isEmpty()) {
        throw new IllegalArgumentException("needs min or max");
      }
    }

    Condition.Range condition() {
      return new Condition.Range(min, max);
    }
  }

  record Config(
      @Doc("The field is this value.") Optional<YamlNode> equals,
      @Doc("It is one of these values.") Optional<List<YamlNode>> oneOf,
      @Doc("It starts with this text.") Optional<String> prefix,
      @Doc("This regular expression is found in it.") Optional<String> regex,
      @Doc("It is a number from min to max, both included.") Optional<RangeConfig> range,
      @Doc("It is a number not below.") Optional<BigDecimal> min,
      @Doc("It is a number not above.") Optional<BigDecimal> max,
      @Doc("It is there, or is not.") Optional<Boolean> exists,
      @Doc("It is not like this.") Optional<YamlNode> not) {}

  /// @return absent when a problem was added
  Optional<Condition> read(YamlNode node) {
    return switch (node) {
      case YamlNode.Scalar scalar -> binder.json(scalar, problems).map(Condition.Equal::new);
      case YamlNode.Sequence list -> oneOf(list.items());
      case YamlNode.Mapping mapping ->
          binder.bind(node, Config.class, problems).flatMap(config -> all(mapping, config));
    };
  }

  private Optional<Condition> all(YamlNode.Mapping node, Config config) {
    var before = problems.size();
    List<Condition> all = new ArrayList<>();
    // As written, for these two may be null: that is a field that is missing.
    node.get("equals")
        .flatMap(value -> value(value, ": use one_of for several"))
        .ifPresent(value -> all.add(new Condition.Equal(value)));
    config.oneOf.flatMap(this::oneOf).ifPresent(all::add);
    config.prefix.ifPresent(start -> all.add(new Condition.Prefix(start)));
    config.range.ifPresent(range -> all.add(range.condition()));
    if (config.min.isPresent() || config.max.isPresent()) {
      all.add(new Condition.Range(config.min, config.max));
    }
    config.exists.ifPresent(wanted -> all.add(new Condition.Exists(wanted)));
    node.get("not").flatMap(this::read).ifPresent(not -> all.add(new Condition.Not(not)));
    config.regex.flatMap(text -> expression(node, text)).ifPresent(all::add);
    if (all.isEmpty() && problems.size() == before) {
      problems.add(new Problem(file, node.line(), node.path(), "says nothing"));
    }
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(all.size() == 1 ? all.getFirst() : new Condition.All(List.copyOf(all)));
  }

  private Optional<Condition> expression(YamlNode node, String text) {
    try {
      return Optional.of(new Condition.Matches(Pattern.compile(text)));
    } catch (PatternSyntaxException wrong) {
      problems.add(
          new Problem(
              file,
              node.line(),
              node.path() + ".regex",
              "is not a regular expression: " + wrong.getDescription()));
      return Optional.empty();
    }
  }

  private Optional<Condition> oneOf(List<YamlNode> items) {
    var values = items.stream().flatMap(item -> value(item, "").stream()).toList();
    return values.size() == items.size()
        ? Optional.of(new Condition.OneOf(values))
        : Optional.empty();
  }

  /// A scalar: no field is ever equal to a list or a mapping.
  private Optional<JsonNode> value(YamlNode node, String hint) {
    if (node instanceof YamlNode.Scalar) {
      return binder.json(node, problems);
    }
    problems.add(
        new Problem(
            file, node.line(), node.path(), "must be one value, not " + node.described() + hint));
    return Optional.empty();
  }
}
