package dev.tagyard.proxy.admin;

import dev.tagyard.proxy.eventlog.DeadLetterQuery;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Which dead letters somebody asks for, and what is to be done with them, as text by name. The
/// command line and the API take the same names.
///
/// @param ids named one by one; empty: all that the query finds
/// @param rate deliveries a second, at most
public record DeadLetterFilter(DeadLetterQuery query, List<String> ids, int rate) {
  private static final Set<String> KEYS =
      Set.of(
          "destination",
          "reason",
          "event",
          "said",
          "since",
          "until",
          "before",
          "limit",
          "id",
          "rate",
          "all");
  private static final int USUAL_RATE = 50;
  private static final int MOST_RATE = 10_000;
  private static final int MOST_LISTED = 1_000_000;
  private static final Pattern AGO = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

  /// @param now that a time such as `24h` is before
  /// @param usualLimit where none is asked for
  /// @throws IllegalArgumentException saying what was expected
  public static DeadLetterFilter of(Map<String, String> asked, Instant now, int usualLimit) {
    var unknown = new TreeSet<>(asked.keySet());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown filter " + unknown.first() + "; known are " + new TreeSet<>(KEYS));
    }
    var query =
        new DeadLetterQuery(
            text(asked, "destination"),
            text(asked, "reason"),
            text(asked, "event"),
            text(asked, "said"),
            time(asked, "since", now),
            time(asked, "until", now),
            text(asked, "before"),
            number(asked, "limit", usualLimit, MOST_LISTED));
    var ids = text(asked, "id").map(list -> List.of(list.split(",", -1))).orElse(List.of());
    return new DeadLetterFilter(query, ids, number(asked, "rate", USUAL_RATE, MOST_RATE));
  }

  /// As [#of], for what changes something: it must say what it means.
  public static DeadLetterFilter ofMove(Map<String, String> asked, Instant now) {
    var filter = of(asked, now, MOST_LISTED);
    if (filter.query.isAll() && filter.ids.isEmpty() && !"true".equals(asked.get("all"))) {
      throw new IllegalArgumentException(
          "name ids or a filter, or say all=true if every dead letter is meant");
    }
    return filter;
  }

  private static Optional<String> text(Map<String, String> asked, String key) {
    return Optional.ofNullable(asked.get(key)).map(String::strip).filter(text -> !text.isEmpty());
  }

  private static int number(Map<String, String> asked, String key, int otherwise, int most) {
    var text = text(asked, key);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (text.get().matches("[1-9][0-9]{0,8}") && Integer.parseInt(text.get()) <= most) {
      return Integer.parseInt(text.get());
    }
    throw new IllegalArgumentException(
        key + " must be a number from 1 to " + most + ", not \"" + text.get() + "\"");
  }

  private static Optional<Instant> time(Map<String, String> asked, String key, Instant now) {
    return text(asked, key).map(text -> time(key, text, now));
  }

  private static Instant time(String key, String text, Instant now) {
    var ago = AGO.matcher(text);
    if (ago.matches()) {
      var amount = Long.parseLong(ago.group(1));
      return now.minus(
          switch (ago.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          });
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeException noTime) {
      throw new IllegalArgumentException(
          key
              + " must be a time such as 2026-11-22T10:00:00Z, a day such as 2026-11-22, or how"
              + " long ago, such as 24h, not \""
              + text
              + "\"",
          noTime);
    }
  }
}
