package dev.tagyard.rules.script;

import java.util.ArrayList;
import java.util.List;

/// Reads comma-separated values as spreadsheets write them: fields in quotes may hold commas,
/// newlines, and quotes that stand twice. Empty lines are passed over.
final class Csv {
  /// @param line from 1, where it begins
  record Row(int line, List<String> fields) {
    Row {
      fields = List.copyOf(fields);
    }
  }

  private static final String MARK = "\uFEFF";

  private final String text;
  private int at;
  private int line = 1;

  private Csv(String text) {
    this.text = text;
    this.at = text.startsWith(MARK) ? 1 : 0;
  }

  static List<Row> rows(String text) {
    var csv = new Csv(text);
    var rows = new ArrayList<Row>();
    while (csv.at < text.length()) {
      var row = csv.row();
      if (row.fields.size() > 1 || !row.fields.getFirst().isEmpty()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private Row row() {
    var start = line;
    var fields = new ArrayList<String>();
    fields.add(field());
    while (at < text.length() && text.charAt(at) == ',') {
      at++;
      fields.add(field());
    }
    if (at < text.length()) {
      at++;
      line++;
    }
    return new Row(start, fields);
  }

  /// Stops at the comma or newline after it.
  private String field() {
    var field = new StringBuilder();
    var quoted = at < text.length() && text.charAt(at) == '"';
    if (quoted) {
      at++;
      quoted(field);
    }
    while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
      field.append(text.charAt(at++));
    }
    return quoted ? field.toString() : field.toString().strip();
  }

  private void quoted(StringBuilder field) {
    while (at < text.length()) {
      var next = text.charAt(at++);
      if (next == '"' && (at >= text.length() || text.charAt(at) != '"')) {
        skipReturn();
        return;
      }
      if (next == '"') {
        at++;
      }
      if (next == '\n') {
        line++;
      }
      field.append(next);
    }
  }

  private void skipReturn() {
    while (at < text.length() && (text.charAt(at) == '\r' || text.charAt(at) == ' ')) {
      at++;
    }
  }
}
