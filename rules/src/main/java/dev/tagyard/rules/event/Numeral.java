package dev.tagyard.rules.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/// A number of an event, which may have come as text: decimal digits with a sign, a point and an
/// exponent at most. What no double holds is none.
///
/// @param rounded to a double
public record Numeral(JsonNode written, double rounded) {
  /// Of a text; longer ones are no numbers, and would cost.
  private static final int LONGEST = 400;

  private static final String LETTERS = "0123456789+-.eE";

  public static Optional<Numeral> of(JsonNode node) {
    if (node.isNumber()) {
      return of(node, node.doubleValue());
    }
    var text = node.isTextual() ? node.textValue().trim() : "";
    try {
      return isPlain(text) ? of(node, Double.parseDouble(text)) : Optional.empty();
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  private static Optional<Numeral> of(JsonNode node, double number) {
    return Double.isFinite(number) ? Optional.of(new Numeral(node, number)) : Optional.empty();
  }

  /// Whether Java has no other idea of it than JSON: not `NaN`, `0x1p3` or `38D`. An exponent has
  /// four digits at most.
  private static boolean isPlain(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      if (LETTERS.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    var exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
    return exponent < 0 || text.length() - exponent <= 6;
  }

  /// Below zero, zero or above it, as it is less than the other, equal, or more.
  public int compareTo(BigDecimal other) {
    // Rounding keeps the order, and seldom is there need of more.
    var near = other.doubleValue();
    return rounded < near ? -1 : rounded > near ? 1 : exact().compareTo(other);
  }

  /// Absent where it has a fraction, or is beyond a long.
  public OptionalLong whole() {
    try {
      return OptionalLong.of(exact().longValueExact());
    } catch (ArithmeticException fraction) {
      return OptionalLong.empty();
    }
  }

  private BigDecimal exact() {
    return written.isNumber() ? written.decimalValue() : new BigDecimal(written.textValue().trim());
  }
}
