package dev.tagyard.proxy.compare;

import java.util.ArrayList;
import java.util.List;

/// Separated text with quotes.
final class Csv {
  private Csv() {}

  static List<List<String>> rows(String text, char separator) {
    var plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    var rows = new ArrayList<List<String>>();
    var row = new ArrayList<String>();
    var cell = new StringBuilder();
    var quoted = false;
    for (var i = 0; i < plain.length(); i++) {
      var c = plain.charAt(i);
      if (quoted) {
        if (c == '"' && i + 1 < plain.length() && plain.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else if (c == '"') {
          quoted = false;
        } else {
          cell.append(c);
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == separator) {
        row.add(cell.toString().strip());
        cell.setLength(0);
      } else if (c == '\n') {
        end(rows, row, cell);
      } else if (c != '\r') {
        cell.append(c);
      }
    }
    end(rows, row, cell);
    return rows;
  }

  private static void end(List<List<String>> rows, List<String> row, StringBuilder cell) {
    row.add(cell.toString().strip());
    if (row.size() > 1 || !row.getFirst().isEmpty()) {
      rows.add(List.copyOf(row));
    }
    row.clear();
    cell.setLength(0);
  }
}
