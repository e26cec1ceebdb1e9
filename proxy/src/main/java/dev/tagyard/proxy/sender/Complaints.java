package dev.tagyard.proxy.sender;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What goes wrong again and again, for the log: the first of a kind at once, and at most once a
/// minute how many more there were.
final class Complaints {
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final int MOST_KINDS = 100;

  private record Told(Instant at, long since) {}

  private final Map<String, Told> told = new HashMap<>();

  /// What to log now; absent where it was told a moment ago.
  synchronized Optional<String> line(String words, Instant now) {
    var before = Optional.ofNullable(told.get(words));
    if (before.isPresent() && before.get().at().plus(PERIOD).isAfter(now)) {
      told.put(words, new Told(before.get().at(), before.get().since() + 1));
      return Optional.empty();
    }
    if (told.size() >= MOST_KINDS) {
      told.clear();
    }
    told.put(words, new Told(now, 0));
    var more = before.map(Told::since).filter(since -> since > 0);
    return Optional.of(more.map(since -> words + " (and " + since + " more)").orElse(words));
  }
}
