package dev.tagyard.proxy.command;

import com.fasterxml.jackson.databind.JsonNode;

/// An explained event as text for people.
final class Story {
  private final StringBuilder text = new StringBuilder();

  private Story() {}

  static String of(JsonNode told) {
    var story = new Story();
    story.line(0, "event " + told.path("event_id").asText());
    var copies = told.path("copies");
    for (var copy : copies) {
      story.copy(copy);
    }
    story.lines(told.path("steps"));
    return story.text.toString().stripTrailing();
  }

  /// What happened, step by step, alone.
  static String steps(JsonNode told) {
    var story = new Story();
    story.lines(told.path("steps"));
    return story.text.toString();
  }

  private void copy(JsonNode copy) {
    var event = copy.path("event");
    line(0, "");
    line(
        0,
        copy.path("received_at").asText()
            + "  received: "
            + event.path("event_name").asText()
            + " from source "
            + copy.path("source").asText()
            + (event.path("trusted").asBoolean() ? ", trusted" : ""));
    line(1, event.toString());
    var consent = copy.path("consent");
    line(
        0,
        "consent: law "
            + consent.path("law").asText()
            + " ("
            + consent.path("law_reason").asText()
            + "), storage "
            + (consent.path("storage").path("allowed").asBoolean() ? "allowed" : "refused")
            + " ("
            + consent.path("storage").path("reason").asText()
            + ")");
    for (var part : consent.path("destinations").properties()) {
      line(
          1,
          part.getKey()
              + ": "
              + part.getValue().path("verdict").asText()
              + " ("
              + part.getValue().path("reason").asText()
              + ")");
    }
    var evidence = new StringBuilder();
    for (var fact : consent.path("evidence").properties()) {
      evidence.append(' ').append(fact.getKey()).append('=').append(plain(fact.getValue()));
      evidence.append(';');
    }
    if (!evidence.isEmpty()) {
      line(1, "rests on:" + evidence.substring(0, evidence.length() - 1));
    }
    lines(copy.path("steps"));
    for (var request : copy.path("requests")) {
      line(
          0,
          "request to "
              + request.path("destination").asText()
              + " as rendered today, secrets masked:");
      line(1, request.path("method").asText() + " " + request.path("url").asText());
      if (!request.path("body").asText().isEmpty()) {
        line(1, request.path("body").asText());
      }
    }
    for (var failed : copy.path("not_rendered").properties()) {
      line(
          0,
          "request to " + failed.getKey() + " cannot be rendered: " + failed.getValue().asText());
    }
  }

  private void lines(JsonNode steps) {
    for (var step : steps) {
      var head = new StringBuilder(step.path("at").asText()).append("  ");
      head.append(step.path("what").asText());
      if (step.has("destination")) {
        head.append(" ").append(step.path("destination").asText());
      }
      head.append(":");
      for (var detail : step.path("detail").properties()) {
        head.append(" ").append(detail.getKey()).append("=").append(plain(detail.getValue()));
      }
      line(0, head.toString());
    }
  }

  private static String plain(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private void line(int indent, String line) {
    text.append("  ".repeat(indent)).append(Printable.line(line)).append('\n');
  }
}
