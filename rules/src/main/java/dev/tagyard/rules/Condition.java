package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a field must be like. A missing field is as one that is null; of a list one element that
/// holds is enough.
sealed interface Condition {
  record Equal(JsonNode wanted) implements Condition {}

  record OneOf(List<JsonNode> wanted) implements Condition {}

  record Prefix(String start) implements Condition {}

  /// The expression is found anywhere in the text.
  record Matches(Pattern expression) implements Condition {}

  /// Both ends belong to it.
  record Range(Optional<Double> min, Optional<Double> max) implements Condition {
    boolean covers(double number) {
      return min.filter(least -> number < least).isEmpty()
          && max.filter(most -> number > most).isEmpty();
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
      case Range range -> number(value).filter(range::covers).isPresent();
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
        ? number(value).filter(number -> number == wanted.asDouble()).isPresent()
        : wanted.asText().equals(value.asText());
  }

  private static boolean missing(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static boolean scalar(JsonNode value) {
    return value.isValueNode() && !value.isNull();
  }

  private static Optional<Double> number(JsonNode value) {
    if (value.isNumber()) {
      return Optional.of(value.asDouble());
    }
    if (!value.isTextual()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Double.parseDouble(value.asText().trim()));
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }
}
