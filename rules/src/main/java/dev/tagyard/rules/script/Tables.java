package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.module.ScriptError;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The CSV files of a rules folder: rows by what stands in their first column. The first line names
/// the columns; all values are text.
final class Tables {
  private static final String ENDING = ".csv";
  private static final long LONGEST = 64 << 20;

  private final Map<String, Map<String, ObjectNode>> tables;

  private Tables(Map<String, Map<String, ObjectNode>> tables) {
    this.tables = Map.copyOf(tables);
  }

  /// @param errors takes files that cannot be read, lines that do not fit, keys and columns that
  ///   stand twice
  static Tables read(Path folder, List<ScriptError> errors) throws IOException {
    Map<String, Map<String, ObjectNode>> tables = new HashMap<>();
    try (var files = Files.list(folder)) {
      for (var file : (Iterable<Path>) files.sorted()::iterator) {
        var name = String.valueOf(file.getFileName());
        if (!name.endsWith(ENDING) || !Files.isRegularFile(file)) {
          continue;
        }
        tables.put(name.substring(0, name.length() - ENDING.length()), table(name, file, errors));
      }
    }
    return new Tables(tables);
  }

  private static Map<String, ObjectNode> table(String name, Path file, List<ScriptError> errors) {
    var before = errors.size();
    List<Csv.Row> rows = List.of();
    try {
      if (Files.size(file) > LONGEST) {
        errors.add(new ScriptError(name, 0, 0, "is longer than " + (LONGEST >> 20) + " MiB"));
      } else {
        rows = Csv.rows(name, Files.readString(file), errors);
      }
    } catch (CharacterCodingException otherEncoding) {
      errors.add(new ScriptError(name, 0, 0, "is not UTF-8"));
    } catch (IOException unreadable) {
      errors.add(new ScriptError(name, 0, 0, "cannot be read: " + unreadable.getMessage()));
    }
    return errors.size() == before ? table(name, rows, errors) : Map.of();
  }

  private static Map<String, ObjectNode> table(
      String file, List<Csv.Row> rows, List<ScriptError> errors) {
    if (rows.isEmpty()) {
      errors.add(new ScriptError(file, 1, 0, "needs a first line that names its columns"));
      return Map.of();
    }
    var columns = rows.getFirst().fields();
    refuseSameColumns(file, rows.getFirst(), errors);
    Map<String, ObjectNode> byKey = HashMap.newHashMap(rows.size());
    for (var row : rows.subList(1, rows.size())) {
      var fields = row.fields();
      if (fields.size() != columns.size()) {
        errors.add(
            new ScriptError(
                file,
                row.line(),
                0,
                "has " + fields.size() + " fields, the first line " + columns.size()));
        continue;
      }
      var object = JsonNodeFactory.instance.objectNode();
      for (var i = 0; i < columns.size(); i++) {
        object.put(columns.get(i), fields.get(i));
      }
      if (byKey.putIfAbsent(fields.getFirst(), object) != null) {
        errors.add(
            new ScriptError(
                file, row.line(), 0, "the key \"" + fields.getFirst() + "\" stands already above"));
      }
    }
    return byKey;
  }

  /// A spreadsheet may leave several without a name.
  private static void refuseSameColumns(String file, Csv.Row first, List<ScriptError> errors) {
    var known = new HashSet<String>();
    for (var column : first.fields()) {
      if (!column.isEmpty() && !known.add(column)) {
        var words = "the column \"" + column + "\" stands twice";
        errors.add(new ScriptError(file, first.line(), 0, words));
      }
    }
  }

  Set<String> names() {
    return tables.keySet();
  }

  /// @throws IllegalArgumentException for a table that is not there
  Optional<ObjectNode> row(String table, String key) {
    var rows = tables.get(table);
    if (rows == null) {
      throw new IllegalArgumentException("there is no table " + table + ENDING);
    }
    return Optional.ofNullable(rows.get(key));
  }
}
