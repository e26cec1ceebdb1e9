package dev.tagyard.proxy.vendorlist;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/// Days of the published lists, which are written as times.
final class Dates {
  private static final int DAY = 10;

  private Dates() {}

  static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text.substring(0, Math.min(DAY, text.length()))));
    } catch (DateTimeException noDate) {
      return Optional.empty();
    }
  }

  /// A date that cannot be read still says that the entry is gone.
  static Optional<LocalDate> deleted(JsonNode entry) {
    var text = entry.path("deletedDate").asText("");
    return text.isEmpty() || text.equals("null")
        ? Optional.empty()
        : Optional.of(day(text).orElse(LocalDate.EPOCH));
  }
}
