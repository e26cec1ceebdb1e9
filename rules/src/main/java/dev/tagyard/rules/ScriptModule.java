package dev.tagyard.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.module.ScriptError;
import dev.tagyard.rules.module.ScriptFiles;
import dev.tagyard.rules.script.ScriptCall;
import dev.tagyard.rules.script.ScriptLimits;
import dev.tagyard.rules.script.ScriptPool;
import dev.tagyard.rules.script.ScriptResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// One JavaScript module that is no rule, in the same sandbox and with the same limits: its
/// functions are called by name. May be used by several threads.
public final class ScriptModule implements AutoCloseable {
  private final Path folder;
  private final String file;
  private final Set<String> functions;
  private final ScriptPool pool;

  private ScriptModule(Path folder, String file, Set<String> functions, ScriptPool pool) {
    this.folder = folder;
    this.file = file;
    this.functions = functions;
    this.pool = pool;
  }

  /// What came of a call.
  public sealed interface Result {
    record Returned(ObjectNode value) implements Result {}

    /// @param fault with file, line and column
    record Failed(RuleFault fault) implements Result {}
  }

  /// @param text that something else stands for in what the script itself writes
  /// @param by that other text
  /// @throws IllegalArgumentException with what is wrong with it
  public static ScriptModule load(Path path, String text, String by) {
    var file = String.valueOf(path.getFileName());
    var folder = Optional.ofNullable(path.toAbsolutePath().getParent()).orElse(Path.of("."));
    List<ScriptError> errors = new ArrayList<>();
    try {
      var limits = ScriptLimits.usual().withThreads(1);
      var pool =
          ScriptPool.open(
              folder, ScriptFiles.read(folder).with(text, by), List.of(file), limits, errors);
      if (pool.isPresent()) {
        var exports = Optional.ofNullable(pool.get().exports().get(file));
        var functions = exports.map(known -> known.functions()).orElse(Set.of());
        return new ScriptModule(folder, file, functions, pool.get());
      }
    } catch (IOException | UncheckedIOException unreadable) {
      throw new IllegalArgumentException("cannot be read: " + path, unreadable);
    }
    throw new IllegalArgumentException(
        errors.stream().map(ScriptError::toString).collect(Collectors.joining("; ")));
  }

  /// The files that make it what it is, as they are there now: the scripts of the folders that it
  /// takes modules from, for it may come to import any of them, and the tables beside it.
  public List<Path> files() {
    return pool.files().stream()
        .map(name -> folder.resolve(name).getParent())
        .distinct()
        .flatMap(at -> RuleFiles.beside(at).stream())
        .toList();
  }

  /// Whether it exports a function of this name.
  public boolean has(String function) {
    return functions.contains(function);
  }

  /// Calls a function, and waits for it.
  ///
  /// @param event that the call is about; random numbers follow from its id
  /// @param consent what the script may know of the decision on its destination
  /// @param now what the script takes for the time
  /// @param arguments texts, numbers and trees; the context comes after them
  public Result call(
      String function,
      Event event,
      String destination,
      ObjectNode consent,
      Instant now,
      List<Object> arguments) {
    var call = new ScriptCall(Optional.of(destination), Map.of(destination, consent), now);
    var result =
        pool.map(
                List.of(event.tree()),
                (scripts, tree) -> scripts.call(file, function, tree, call, arguments))
            .getFirst();
    return switch (result) {
      case ScriptResult.Returned returned -> new Result.Returned(returned.events().getFirst());
      case ScriptResult.Threw threw -> failed(threw.error());
      case ScriptResult.Stopped stopped -> failed(stopped.error());
    };
  }

  private static Result failed(ScriptError error) {
    return new Result.Failed(
        new RuleFault(error.place(), error.message(), error.excerpt(), error.ours()));
  }

  @Override
  public void close() {
    pool.close();
  }
}
