package dev.tagyard.proxy.command;

import com.fasterxml.jackson.databind.JsonNode;

/// Differences between two rule sets as a page that needs nothing else.
final class DiffPage {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>What the other rules would do</title>
      <style>
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; width: 100%; table-layout: fixed; }
        th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #8884; overflow-wrap: anywhere; }
        code { font-size: 13px; }
        del { background: #f003; } ins { background: #0a03; text-decoration: none; }
        h2 { font-size: 1.05rem; margin: 2rem 0 .3rem; }
        :root { color-scheme: light dark; }
      </style>
      """;

  private DiffPage() {}

  /// @param report as `DiffReport` gives it
  static String of(JsonNode report) {
    var page = new StringBuilder(HEAD);
    page.append("<h1>")
        .append(report.path("different").asLong())
        .append(" of ")
        .append(report.path("events").asLong())
        .append(" events differ</h1>\n");
    DiffText.limit(report).ifPresent(words -> page.append("<p>").append(words).append("</p>\n"));
    report.path("groups").forEach(group -> group(group, page));
    return page.append("</html>\n").toString();
  }

  private static void group(JsonNode group, StringBuilder page) {
    page.append("<h2>").append(escaped(DiffText.head(group))).append(": ");
    page.append(group.path("events").asLong()).append(" events</h2>\n");
    page.append("<table><tr><th>event<th>by the rules that run<th>by the others</tr>\n");
    for (var sample : group.path("samples")) {
      page.append("<tr><td>").append(escaped(sample.path("event_id").asText()));
      page.append("<td><del><code>").append(escaped(DiffText.shown(sample.path("before"))));
      page.append("</code></del><td><ins><code>");
      page.append(escaped(DiffText.shown(sample.path("after")))).append("</code></ins></tr>\n");
    }
    page.append("</table>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
