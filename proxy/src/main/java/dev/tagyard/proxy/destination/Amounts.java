package dev.tagyard.proxy.destination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Money and counts as vendors read them: plain decimals, also where the event has text.
public final class Amounts {
  /// Longer text is no amount, and could cost much to write out.
  private static final int MOST_DIGITS = 30;

  private static final Set<String> CURRENCIES =
      Currency.availableCurrencies()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private Amounts() {}

  /// @return empty when it is no finite number of a sensible size
  public static Optional<BigDecimal> of(JsonNode node) {
    if (!node.isNumber() && !node.isTextual()) {
      return Optional.empty();
    }
    var text = node.asText().trim();
    if (text.isEmpty() || text.length() > MOST_DIGITS) {
      return Optional.empty();
    }
    try {
      var number = new BigDecimal(text).stripTrailingZeros();
      if (Math.abs((long) number.scale()) > MOST_DIGITS) {
        return Optional.empty();
      }
      return Optional.of(number.scale() < 0 ? number.setScale(0) : number);
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  /// ISO 4217 in capitals; empty for what is no currency.
  public static Optional<String> currency(String raw) {
    return Optional.of(raw.trim().toUpperCase(Locale.ROOT)).filter(CURRENCIES::contains);
  }

  /// The number at an event's path as JSON.
  public static Optional<JsonNode> json(Delivery delivery, String path) {
    return delivery.event().at(path).flatMap(Amounts::json);
  }

  public static Optional<JsonNode> json(JsonNode node) {
    return of(node).map(DecimalNode::valueOf);
  }
}
