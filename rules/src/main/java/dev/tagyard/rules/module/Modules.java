package dev.tagyard.rules.module;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Modules and all that they import, read and checked.
public final class Modules {
  private final ScriptFiles files;
  private final List<ScriptError> errors;
  private final Map<String, Optional<ModuleText>> texts = new HashMap<>();

  private Modules(ScriptFiles files, List<ScriptError> errors) {
    this.files = files;
    this.errors = errors;
  }

  /// For each of the entries what it needs, itself last, each after what it imports.
  ///
  /// @return without those entries that have an error
  public static Map<String, List<ModuleText>> read(
      ScriptFiles files, List<String> entries, List<ScriptError> errors) {
    var modules = new Modules(files, errors);
    Map<String, List<ModuleText>> read = new LinkedHashMap<>();
    for (var entry : entries) {
      var order = new ArrayList<ModuleText>();
      if (modules.add(entry, new LinkedHashSet<>(), order)) {
        read.put(entry, List.copyOf(order));
      }
    }
    return read;
  }

  private boolean add(String file, Set<String> importers, List<ModuleText> order) {
    if (order.stream().anyMatch(known -> known.file().equals(file))) {
      return true;
    }
    var text = texts.computeIfAbsent(file, this::read);
    if (text.isEmpty()) {
      return false;
    }
    if (!importers.add(file)) {
      errors.add(new ScriptError(file, 1, 1, "imports itself, by way of " + importers));
      return false;
    }
    var fine = true;
    for (var imported : text.get().imports()) {
      fine &= add(imported, importers, order);
    }
    importers.remove(file);
    for (var need : fine ? text.get().needs() : List.<ModuleText.Need>of()) {
      fine &= gives(need, text.get());
    }
    order.add(text.get());
    return fine;
  }

  private boolean gives(ModuleText.Need need, ModuleText importer) {
    var from = texts.getOrDefault(need.file(), Optional.empty());
    var gives = from.filter(text -> text.open() || text.exports().contains(need.name()));
    if (gives.isEmpty()) {
      var message = need.file() + " exports no '" + need.name() + "'";
      errors.add(importer.places().at(need.offset(), message));
    }
    return gives.isPresent();
  }

  private Optional<ModuleText> read(String file) {
    var text = files.text(file);
    if (text.isEmpty()) {
      errors.add(new ScriptError(file, 0, 0, files.why(file)));
      return Optional.empty();
    }
    return new ModuleReader(file, text.get(), files, errors).read();
  }
}
