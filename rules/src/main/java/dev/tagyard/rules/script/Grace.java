package dev.tagyard.rules.script;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Longer limits for the first calls of a script: the engine loads its own classes and links the
/// script's code then, which can take longer than any later call. A script that is stopped once has
/// no more grace, whichever thread it runs on. For one thread.
final class Grace {
  private static final int CALLS = 100;
  private static final int FACTOR = 20;

  private final Map<String, Integer> callsLeft = new HashMap<>();
  private final Set<String> stopped;

  /// @param stopped the scripts without grace, shared by all threads
  Grace(Set<String> stopped) {
    this.stopped = stopped;
  }

  Duration limit(String module, Duration usual) {
    return left(module) > 0 && !stopped.contains(module) ? usual.multipliedBy(FACTOR) : usual;
  }

  void returned(String module) {
    var left = left(module);
    if (left > 0) {
      callsLeft.put(module, left - 1);
    }
  }

  void stopped(String module) {
    stopped.add(module);
  }

  private int left(String module) {
    return callsLeft.getOrDefault(module, CALLS);
  }
}
