package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import dev.tagyard.rules.event.Numeral;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a field must be like. A missing field is as one that is null; of a list one element that
/// holds is enough.
sealed interface Condition {
  record Equal(JsonNode wanted) implements Condition {
    public Equal {
      wanted = comparable(wanted);
    }
  }

  record OneOf(List<JsonNode> wanted) implements Condition {
    public OneOf {
      wanted = wanted.stream().map(Condition::comparable).toList();
    }
  }

  record Prefix(String start) implements Condition {}

  /// The expression is found anywhere in the text.
  record Matches(Pattern expression) implements Condition {}

  /// Both ends belong to it.
  record Range(Optional<BigDecimal> min, Optional<BigDecimal> max) implements Condition {
    boolean covers(Numeral number) {
      return min.filter(least -> number.compareTo(least) < 0).isEmpty()
          && max.filter(most -> number.compareTo(most) > 0).isEmpty();
    }
  }

  record Exists(boolean wanted) implements Condition {}

  record Not(Condition condition) implements Condition {}

  record All(List<Condition> conditions) implements Condition {}

  /// @throws BoundedText.TooManySteps when a regular expression does not come to an end
  default boolean holds(JsonNode value) {
    return switch (this) {
      case Exists exists -> exists.wanted != missing(value);
      case Not not -> !not.condition.holds(value);
      case All all -> all.conditions.stream().allMatch(each -> each.holds(value));
      case Equal _, OneOf _, Prefix _, Matches _, Range _ ->
          value.isArray() ? any(value) : is(value);
    };
  }

  /// Whether it may hold, as far as can be told without a regular expression.
  default boolean mayHold(JsonNode value) {
    return switch (this) {
      case All all -> all.conditions.stream().allMatch(each -> each.mayHold(value));
      case Equal _, OneOf _, Prefix _, Matches _, Range _, Exists _, Not _ ->
          asksExpression() || holds(value);
    };
  }

  private boolean asksExpression() {
    return switch (this) {
      case Matches _ -> true;
      case Not not -> not.condition.asksExpression();
      case All all -> all.conditions.stream().anyMatch(Condition::asksExpression);
      case Equal _, OneOf _, Prefix _, Range _, Exists _ -> false;
    };
  }

  private boolean any(JsonNode list) {
    for (var element : list) {
      if (is(element)) {
        return true;
      }
    }
    return false;
  }

  private boolean is(JsonNode value) {
    return switch (this) {
      case Equal equal -> same(equal.wanted, value);
      case OneOf oneOf -> oneOf.wanted.stream().anyMatch(wanted -> same(wanted, value));
      case Prefix prefix -> scalar(value) && value.asText().startsWith(prefix.start);
      case Matches matches -> scalar(value) && BoundedText.find(matches.expression, value.asText());
      case Range range -> Numeral.of(value).filter(range::covers).isPresent();
      case Exists _, Not _, All _ -> holds(value);
    };
  }

  private static boolean same(JsonNode wanted, JsonNode value) {
    if (wanted.isNull()) {
      return missing(value);
    }
    if (!scalar(value)) {
      return false;
    }
    return wanted.isNumber()
        ? Numeral.of(value)
            .filter(number -> number.compareTo(wanted.decimalValue()) == 0)
            .isPresent()
        : wanted.asText().equals(value.asText());
  }

  private static boolean missing(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static boolean scalar(JsonNode value) {
    return value.isValueNode() && !value.isNull();
  }

  /// Numbers that are the same are written alike.
  private static JsonNode comparable(JsonNode wanted) {
    return wanted.isNumber()
        ? DecimalNode.valueOf(wanted.decimalValue().stripTrailingZeros())
        : wanted;
  }
}
