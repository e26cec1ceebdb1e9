package dev.tagyard.rules.script;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Longer limits for the first calls of a script: the engine loads its own classes and links the
/// script's code then, which can take longer than any later call. A script that is stopped once has
/// no more grace. For one thread.
final class Grace {
  private static final int CALLS = 100;
  private static final int FACTOR = 20;

  private final Map<String, Integer> callsLeft = new HashMap<>();

  Duration limit(String module, Duration usual) {
    return left(module) > 0 ? usual.multipliedBy(FACTOR) : usual;
  }

  void returned(String module) {
    var left = left(module);
    if (left > 0) {
      callsLeft.put(module, left - 1);
    }
  }

  void stopped(String module) {
    callsLeft.put(module, 0);
  }

  private int left(String module) {
    return callsLeft.getOrDefault(module, CALLS);
  }
}
