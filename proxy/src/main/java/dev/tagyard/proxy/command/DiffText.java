package dev.tagyard.proxy.command;

import com.fasterxml.jackson.databind.JsonNode;

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
    for (var group : report.path("groups")) {
      text.append("\n\n").append(head(group)).append(": ");
      text.append(group.path("events").asLong()).append(" event(s)");
      for (var sample : group.path("samples")) {
        text.append("\n  ").append(sample.path("event_id").asText()).append(": ");
        text.append(shown(sample.path("before"))).append(" -> ");
        text.append(shown(sample.path("after")));
      }
    }
    return text.toString();
  }

  /// `rule margin, meta, params.value`.
  static String head(JsonNode group) {
    var rule = group.path("rule").asText();
    return (rule.isEmpty() ? "" : "rule " + rule + ", ")
        + group.path("destination").asText()
        + ", "
        + group.path("field").asText();
  }

  static String shown(JsonNode value) {
    var text = value.isMissingNode() ? "nothing" : value.toString();
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}
