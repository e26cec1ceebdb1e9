package dev.tagyard.proxy.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Ours beside theirs, for each day that the export has.
///
/// @param lines by day, then by event
public record Comparison(List<Line> lines) {
  private static final List<String> OURS = List.of("delivered", "shadowed", "tested", "unknown");

  public Comparison {
    lines = List.copyOf(lines);
  }

  /// @param ours sent, or rendered in shadow mode
  /// @param refused sent, and not taken by the vendor
  public record Line(LocalDate day, String event, long ours, long theirs, long refused) {
    public long difference() {
      return ours - theirs;
    }

    /// Ours in percent of theirs; of nothing, 0 where there is nothing of ours either.
    public double percent() {
      return theirs == 0 ? (ours == 0 ? 100 : Double.POSITIVE_INFINITY) : 100.0 * ours / theirs;
    }
  }

  /// @param counts as [dev.tagyard.proxy.admin.Counts] tells them
  public static Comparison of(JsonNode counts, String destination, VendorExport export) {
    var ours = days(counts, destination, OURS);
    var refused = days(counts, destination, List.of("rejected"));
    var lines = new ArrayList<Line>();
    export
        .counts()
        .forEach((day, theirs) -> {
          var mine = ours.getOrDefault(day, Map.of());
          var names = new TreeSet<>(theirs.keySet());
          names.addAll(mine.keySet());
          names.forEach(name ->
              lines.add(
                  new Line(
                      day,
                      name,
                      mine.getOrDefault(name, 0L),
                      theirs.getOrDefault(name, 0L),
                      refused.getOrDefault(day, Map.of()).getOrDefault(name, 0L))));
        });
    return new Comparison(lines);
  }

  /// How many ended in one of these terms, by day and event.
  private static Map<LocalDate, Map<String, Long>> days(
      JsonNode counts, String destination, List<String> terms) {
    var days = new TreeMap<LocalDate, Map<String, Long>>();
    for (var row : counts.path("counts")) {
      if (row.path("destination").asText().equals(destination)) {
        var n = terms.stream().mapToLong(term -> row.path("settled").path(term).asLong()).sum();
        days.computeIfAbsent(LocalDate.parse(row.path("day").asText()), _ -> new TreeMap<>())
            .merge(row.path("event").asText(), n, Long::sum);
      }
    }
    return days;
  }
}
