package dev.tagyard.proxy.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.rules.DiffReport;
import java.util.Optional;

/// Differences between two rule sets as text for people.
final class DiffText {
  private static final int LONGEST = 120;

  private DiffText() {}

  /// @param report as `DiffReport` gives it
  static String of(JsonNode report) {
    var text = new StringBuilder();
    var events = report.path("events").asLong();
    var different = report.path("different").asLong();
    text.append(different).append(" of ").append(events).append(" event(s) differ");
    text.append(limit(report).map(words -> "\n" + words).orElse(""));
    for (var group : report.path("groups")) {
      text.append("\n\n").append(head(group)).append(": ");
      text.append(group.path("events").asLong()).append(" event(s)");
      for (var sample : group.path("samples")) {
        text.append("\n  ").append(Printable.line(sample.path("event_id").asText())).append(": ");
        text.append(shown(sample.path("before"))).append(" -> ");
        text.append(shown(sample.path("after")));
      }
    }
    return text.toString();
  }

  /// What there is no room for, if anything.
  static Optional<String> limit(JsonNode report) {
    return report.has("limit")
        ? Optional.of(
            "more than %d groups: fields that came later are counted together as %s"
                .formatted(report.path("limit").asLong(), DiffReport.OTHER))
        : Optional.empty();
  }

  /// `rule margin, meta, params.value`.
  static String head(JsonNode group) {
    var rule = group.path("rule").asText();
    return Printable.line(
        (rule.isEmpty() ? "" : "rule " + rule + ", ")
            + group.path("destination").asText()
            + ", "
            + group.path("field").asText());
  }

  static String shown(JsonNode value) {
    var text = value.isMissingNode() ? "nothing" : Printable.json(value.toString());
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}
