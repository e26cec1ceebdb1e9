package dev.tagyard.proxy;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The sum of one destination as the metrics tell it.
///
/// @param settled by term; terms that are zero are left out
public record Sum(long accepted, Map<String, Long> settled, long waiting) {
  private static final Pattern LINE =
      Pattern.compile(
          "^tagyard_(accepted_total|settled_total|waiting)\\{destination=\"([^\"]+)\""
              + "(?:,term=\"([^\"]+)\")?} (\\S+)$",
          Pattern.MULTILINE);

  public Sum {
    settled = Map.copyOf(settled);
  }

  /// Whether every accepted event is accounted for.
  public boolean holds() {
    return accepted == settled.values().stream().mapToLong(n -> n).sum() + waiting;
  }

  public long of(String term) {
    return settled.getOrDefault(term, 0L);
  }

  /// By destination, from the text of `/metrics`.
  static Map<String, Sum> read(String metrics) {
    var sums = new TreeMap<String, Sum>();
    var lines = LINE.matcher(metrics);
    while (lines.find()) {
      var value = (long) Double.parseDouble(lines.group(4));
      var before = sums.getOrDefault(lines.group(2), new Sum(0, Map.of(), 0));
      sums.put(
          lines.group(2),
          switch (lines.group(1)) {
            case "accepted_total" -> new Sum(value, before.settled, before.waiting);
            case "waiting" -> new Sum(before.accepted, before.settled, value);
            default -> before.with(lines.group(3), value);
          });
    }
    return sums;
  }

  private Sum with(String term, long count) {
    var more = new TreeMap<>(settled);
    if (count > 0) {
      more.put(term, count);
    }
    return new Sum(accepted, more, waiting);
  }
}
