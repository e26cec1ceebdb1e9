package dev.tagyard.proxy.command;

import com.fasterxml.jackson.databind.JsonNode;

/// A dead letter as text for people. What vendors said is shown without control characters, which a
/// terminal would obey.
final class DeadLetterText {
  private static final int SHORT = 100;

  private DeadLetterText() {}

  static String line(JsonNode letter) {
    var said = plain(letter.path("vendor_said").asText());
    return letter.path("id").asText()
        + "\n  "
        + letter.path("at").asText()
        + "  "
        + letter.path("destination").asText()
        + ": "
        + plain(letter.path("event_name").asText())
        + " "
        + plain(letter.path("event_id").asText())
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
      text.append("  ").append(key).append(": ").append(plain(letter.path(key).asText()));
      text.append('\n');
    }
    var said = plain(letter.path("vendor_said").asText());
    if (!said.isEmpty()) {
      text.append("  vendor said: ").append(said).append('\n');
    }
    text.append("event, as the destination was to have it:\n  ");
    text.append(plain(letter.path("event").toString())).append('\n');
    for (var request : letter.path("requests")) {
      text.append("request as rendered today, secrets masked:\n  ")
          .append(request.path("method").asText())
          .append(' ')
          .append(plain(request.path("url").asText()))
          .append('\n');
      if (!request.path("body").asText().isEmpty()) {
        text.append("  ").append(plain(request.path("body").asText())).append('\n');
      }
    }
    for (var failed : letter.path("not_rendered").properties()) {
      text.append("request cannot be rendered: ").append(failed.getValue().asText()).append('\n');
    }
    return text.append(Story.steps(letter)).toString().stripTrailing();
  }

  private static String plain(String words) {
    return words.replaceAll("\\p{Cntrl}", " ");
  }
}
