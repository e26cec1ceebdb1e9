package dev.tagyard.rules;

import dev.tagyard.rules.script.ScriptPool;
import java.util.Optional;

/// What truly runs the scripts of a process.
///
/// @param implementation in the engine's own words; empty where there are no scripts
public record RuleEngine(Mode mode, String implementation) {
  /// How scripts run.
  public enum Mode {
    /// There are none.
    NONE,
    INTERPRETED,
    COMPILED
  }

  /// Wakes the engine ahead of the first rules with a script, which else wait for it; takes some
  /// seconds, so call it on a thread of its own.
  public static void prepare() {
    ScriptPool.prepare();
  }

  /// Asks the engine, and so starts it where there is a script.
  public static RuleEngine of(RuleSet rules) {
    if (!rules.hasScripts()) {
      return new RuleEngine(Mode.NONE, "");
    }
    var implementation = ScriptPool.implementation();
    return new RuleEngine(
        implementation.equals("Interpreted") ? Mode.INTERPRETED : Mode.COMPILED, implementation);
  }

  /// Why scripts of this process cannot run as they should until it is started anew.
  public static Optional<String> trouble() {
    return ScriptPool.trouble();
  }

  /// For the line at start.
  @Override
  public String toString() {
    return switch (mode) {
      case NONE -> "no scripts";
      case INTERPRETED -> "scripts run interpreted";
      case COMPILED -> "scripts run compiled (" + implementation + ")";
    };
  }
}
