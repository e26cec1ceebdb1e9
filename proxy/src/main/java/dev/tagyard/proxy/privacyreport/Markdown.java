package dev.tagyard.proxy.privacyreport;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The report as Markdown: one table for each part.
public final class Markdown {
  private static final List<String> PARTS =
      List.of("data_collected", "recipients", "cookies", "retention");

  private Markdown() {}

  public static String of(JsonNode report) {
    var text =
        new StringBuilder(
            "# Privacy report\n\n"
                + "What this configuration collects, what for, who receives it and how long it is"
                + " kept. Events are taken in first-party, by a server of the operator's own. No"
                + " legal advice.\n");
    for (var part : PARTS) {
      text.append("\n## ").append(title(part)).append("\n\n").append(table(report.path(part)));
    }
    return text.toString();
  }

  private static String table(JsonNode rows) {
    if (rows.isEmpty()) {
      return "None.\n";
    }
    var names = new ArrayList<String>();
    rows.path(0).fieldNames().forEachRemaining(names::add);
    var text =
        new StringBuilder(row(names.stream().map(Markdown::word).toList()))
            .append(row(names.stream().map(_ -> "---").toList()));
    for (var one : rows) {
      text.append(row(names.stream().map(name -> cell(one.path(name))).toList()));
    }
    return text.toString();
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String cell(JsonNode value) {
    if (value.isArray()) {
      return value
          .valueStream()
          .map(item ->
              item.path("id").asText()
                  + " "
                  + item.path("name").asText()
                  + " ("
                  + item.path("basis").asText()
                  + ")")
          .collect(Collectors.joining("; "));
    }
    return value.asText().replace("|", "\\|");
  }

  private static String title(String key) {
    var words = word(key);
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private static String word(String key) {
    return key.replace("us_", "US ").replace("tcf_", "TCF ").replace('_', ' ');
  }
}
