package dev.tagyard.rules;

import dev.tagyard.rules.yaml.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds rules that no event comes to, since a rule before them ends all that they ask for, and
/// rules that ask for what cannot be.
final class Unreachable {
  private Unreachable() {}

  /// @param destinations all that there are
  static List<Problem> in(List<Rule> rules, Set<String> destinations) {
    var found = new ArrayList<Problem>();
    for (var i = 0; i < rules.size(); i++) {
      var rule = rules.get(i);
      impossible(rule).ifPresent(found::add);
      shadowedBy(rules, i, destinations)
          .ifPresent(earlier -> found.add(unreachable(rule, earlier)));
    }
    return found;
  }

  private static Problem unreachable(Rule rule, Rule earlier) {
    var by = earlier.info();
    return problem(
        rule,
        "is never reached: the rule \""
            + by.name()
            + "\" at "
            + by.file()
            + ":"
            + by.line()
            + " ends every event that it is for");
  }

  /// A range that is empty, or two values for one field.
  private static Optional<Problem> impossible(Rule rule) {
    if (!(rule instanceof YamlRule yaml)) {
      return Optional.empty();
    }
    for (var test : yaml.match()) {
      if (neverHolds(test.condition())) {
        return Optional.of(
            problem(rule, "never matches: no value of " + test.path() + " is as it asks"));
      }
    }
    return Optional.empty();
  }

  private static boolean neverHolds(Condition condition) {
    return switch (condition) {
      case Condition.Range(var min, var max) ->
          min.isPresent() && max.isPresent() && min.get().compareTo(max.get()) > 0;
      case Condition.OneOf(var wanted) -> wanted.isEmpty();
      case Condition.All(var all) ->
          all.stream().anyMatch(Unreachable::neverHolds) || contradicting(all);
      case Condition.Equal _,
          Condition.Prefix _,
          Condition.Matches _,
          Condition.Exists _,
          Condition.Not _ ->
          false;
    };
  }

  private static boolean contradicting(List<Condition> all) {
    var equal = all.stream().filter(Condition.Equal.class::isInstance).distinct().count();
    var gone = all.contains(new Condition.Exists(false));
    return equal > 1 || (gone && all.stream().anyMatch(Unreachable::wantsValue));
  }

  private static boolean wantsValue(Condition condition) {
    return switch (condition) {
      case Condition.Equal(var wanted) -> !wanted.isNull();
      case Condition.Prefix _, Condition.Matches _, Condition.Range _ -> true;
      case Condition.Exists(var wanted) -> wanted;
      case Condition.OneOf _, Condition.Not _, Condition.All _ -> false;
    };
  }

  private static Optional<Rule> shadowedBy(List<Rule> rules, int index, Set<String> destinations) {
    var rule = rules.get(index);
    Set<String> changed = new HashSet<>();
    var anything = false;
    for (var i = index - 1; i >= 0; i--) {
      var earlier = rules.get(i);
      if (earlier instanceof YamlRule ending
          && ends(ending, destinations)
          && covers(ending.info(), rule.info())
          && implied(ending.match(), rule)
          && (ending.match().isEmpty() || !anything)
          && ending.match().stream().noneMatch(test -> touches(changed, test.path()))) {
        return Optional.of(earlier);
      }
      switch (earlier) {
        case YamlRule yaml -> {
          changed.addAll(yaml.set().keySet());
          changed.addAll(yaml.copy().keySet());
          changed.addAll(yaml.remove());
        }
        default -> anything = true;
      }
    }
    return Optional.empty();
  }

  private static boolean ends(YamlRule rule, Set<String> destinations) {
    return rule.drop() || (!destinations.isEmpty() && rule.narrowing().of(destinations).isEmpty());
  }

  private static boolean covers(RuleInfo earlier, RuleInfo later) {
    return earlier.destinations().isEmpty()
        || later.destinations().filter(earlier.destinations().get()::containsAll).isPresent();
  }

  /// Whether all that the later rule matches, the earlier one does too.
  private static boolean implied(List<YamlRule.Test> earlier, Rule later) {
    if (earlier.isEmpty()) {
      return true;
    }
    return later instanceof YamlRule yaml
        && earlier.stream()
            .allMatch(test -> yaml.match().stream().anyMatch(other -> implies(other, test)));
  }

  private static boolean implies(YamlRule.Test strict, YamlRule.Test lax) {
    return strict.path().equals(lax.path()) && implies(strict.condition(), lax.condition());
  }

  private static boolean implies(Condition strict, Condition lax) {
    if (strict.equals(lax)) {
      return true;
    }
    return switch (strict) {
      case Condition.All(var all) -> all.stream().anyMatch(each -> implies(each, lax));
      case Condition.Equal(var value) ->
          switch (lax) {
            case Condition.OneOf(var wanted) -> wanted.contains(value);
            case Condition.Exists(var wanted) -> wanted && !value.isNull();
            case Condition.Prefix(var start) ->
                value.isTextual() && value.asText().startsWith(start);
            case Condition.Equal _,
                Condition.Matches _,
                Condition.Range _,
                Condition.Not _,
                Condition.All _ ->
                false;
          };
      case Condition.OneOf(var values) ->
          !values.isEmpty()
              && values.stream().allMatch(value -> implies(new Condition.Equal(value), lax));
      case Condition.Prefix(var start) ->
          lax instanceof Condition.Prefix(var shorter) && start.startsWith(shorter);
      case Condition.Matches _, Condition.Range _, Condition.Exists _, Condition.Not _ -> false;
    };
  }

  private static boolean touches(Set<String> changed, String path) {
    return changed.stream()
        .anyMatch(other ->
            other.equals(path) || path.startsWith(other + ".") || other.startsWith(path + "."));
  }

  private static Problem problem(Rule rule, String message) {
    return new Problem(rule.info().file(), rule.info().line(), "", message);
  }
}
