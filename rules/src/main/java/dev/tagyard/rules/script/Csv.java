package dev.tagyard.rules.script;

import dev.tagyard.rules.module.ScriptError;
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

  private static final String LONE_RETURN =
      "a carriage return ends no line here: save it with line feeds";
  private static final String MARK = "\uFEFF";

  private final String file;
  private final String text;
  private final List<ScriptError> errors;
  private int at;
  private int line = 1;

  private Csv(String file, String text, List<ScriptError> errors) {
    this.file = file;
    this.text = text;
    this.errors = errors;
    this.at = text.startsWith(MARK) ? 1 : 0;
  }

  /// @param file the name to tell in errors
  /// @param errors takes a quote that is not closed, and lines that end in a carriage return alone;
  ///   the rows are no rows then
  static List<Row> rows(String file, String text, List<ScriptError> errors) {
    var csv = new Csv(file, text, errors);
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
      if (text.charAt(at) == '\r' && !isEndOfLine(at + 1)) {
        errors.add(new ScriptError(file, line, 0, LONE_RETURN));
        at = text.length();
        break;
      }
      field.append(text.charAt(at++));
    }
    return quoted ? field.toString() : field.toString().strip();
  }

  private boolean isEndOfLine(int next) {
    return next >= text.length() || text.charAt(next) == '\n';
  }

  private void quoted(StringBuilder field) {
    var opened = line;
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
    errors.add(new ScriptError(file, opened, 0, "a quote opens here and is never closed"));
  }

  private void skipReturn() {
    while (at < text.length() && (text.charAt(at) == '\r' || text.charAt(at) == ' ')) {
      at++;
    }
  }
}
