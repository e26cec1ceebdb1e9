package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.module.ScriptError;
import java.util.List;

/// What one call of a script gave.
public sealed interface ScriptResult {
  /// Lines by `context.log`.
  List<String> log();

  /// @param events in place of the one; the very same tree where the script did not change it
  record Returned(List<ObjectNode> events, List<String> log) implements ScriptResult {}

  record Threw(ScriptError error, List<String> log) implements ScriptResult {}

  /// It was stopped at one of its limits.
  record Stopped(ScriptError error, List<String> log) implements ScriptResult {}
}
