package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.module.ScriptError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Scripts in a folder of their own and a pool of one thread that runs them.
final class ScriptTesting implements AutoCloseable {
  static final ScriptLimits LIMITS =
      new ScriptLimits(Duration.ofMillis(50), 200_000_000, 64L << 20, 1 << 20, 1);

  private final ScriptPool pool;

  ScriptTesting(Map<String, String> scripts) {
    this(scripts, LIMITS);
  }

  ScriptTesting(Map<String, String> scripts, ScriptLimits limits) {
    List<ScriptError> errors = new ArrayList<>();
    pool = open(scripts, limits, errors).orElseThrow(() -> new AssertionError(errors.toString()));
  }

  /// What is wrong with the scripts.
  static List<String> errors(Map<String, String> scripts) {
    List<ScriptError> errors = new ArrayList<>();
    open(scripts, LIMITS, errors).ifPresent(ScriptPool::close);
    return errors.stream().map(ScriptError::toString).toList();
  }

  ScriptPool pool() {
    return pool;
  }

  ScriptResult run(String module, ObjectNode event) {
    var call = new ScriptCall(Optional.empty(), Map.of(), Instant.ofEpochMilli(1234));
    return pool.map(List.of(event), (scripts, tree) -> scripts.run(module, tree, call)).getFirst();
  }

  ScriptResult.Returned returned(String module, ObjectNode event) {
    if (run(module, event) instanceof ScriptResult.Returned returned) {
      return returned;
    }
    throw new AssertionError(run(module, event).toString());
  }

  @Override
  public void close() {
    pool.close();
  }

  private static Optional<ScriptPool> open(
      Map<String, String> scripts, ScriptLimits limits, List<ScriptError> errors) {
    try {
      var folder = Files.createTempDirectory("scripts");
      for (var script : scripts.entrySet()) {
        var file = folder.resolve(script.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, script.getValue());
      }
      return ScriptPool.open(folder, modules(scripts), limits, errors);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static List<String> modules(Map<String, String> scripts) {
    return scripts.keySet().stream()
        .filter(name -> Path.of(name).getNameCount() == 1 && name.endsWith(".js"))
        .sorted()
        .toList();
  }
}
