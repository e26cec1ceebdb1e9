package dev.tagyard.proxy.command;

import com.fasterxml.jackson.databind.JsonNode;

/// A dead letter as text for people.
final class DeadLetterText {
  private static final int SHORT = 100;

  private DeadLetterText() {}

  static String line(JsonNode letter) {
    var said = Printable.line(letter.path("vendor_said").asText());
    return letter.path("id").asText()
        + "\n  "
        + letter.path("at").asText()
        + "  "
        + letter.path("destination").asText()
        + ": "
        + Printable.line(letter.path("event_name").asText())
        + " "
        + Printable.line(letter.path("event_id").asText())
        + ", "
        + letter.path("reason").asText()
        + " after "
        + letter.path("attempts").asInt()
        + " attempt(s)"
        + (said.isEmpty()
            ? ""
            : "\n  " + (said.length() <= SHORT ? said : said.substring(0, SHORT) + "…"));
  }

  static String of(JsonNode letter) {
    var text = new StringBuilder();
    text.append("dead letter ").append(letter.path("id").asText()).append('\n');
    for (var key :
        new String[] {
          "at", "destination", "term", "reason", "attempts", "event_name", "event_id", "accepted_at"
        }) {
      text.append("  ").append(key).append(": ").append(Printable.line(letter.path(key).asText()));
      text.append('\n');
    }
    var said = Printable.line(letter.path("vendor_said").asText());
    if (!said.isEmpty()) {
      text.append("  vendor said: ").append(said).append('\n');
    }
    text.append("event, as the destination was to have it:\n  ");
    text.append(Printable.line(letter.path("event").toString())).append('\n');
    for (var request : letter.path("requests")) {
      text.append("request as rendered today, secrets masked:\n  ")
          .append(Printable.line(request.path("method").asText()))
          .append(' ')
          .append(Printable.line(request.path("url").asText()))
          .append('\n');
      if (!request.path("body").asText().isEmpty()) {
        text.append("  ").append(Printable.line(request.path("body").asText())).append('\n');
      }
    }
    for (var failed : letter.path("not_rendered").properties()) {
      text.append("request cannot be rendered: ")
          .append(Printable.line(failed.getValue().asText()))
          .append('\n');
    }
    return text.append(Story.steps(letter)).toString().stripTrailing();
  }
}
