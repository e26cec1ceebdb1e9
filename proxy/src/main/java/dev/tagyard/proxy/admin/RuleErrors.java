package dev.tagyard.proxy.admin;

import dev.tagyard.rules.RuleEnd;
import dev.tagyard.rules.RuleFault;
import dev.tagyard.rules.RuleObserver;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Tells rules' errors to the log: the first of a kind at once, with its place and the event, and
/// how many more there were once a minute. The words of an error may quote the event, so they stand
/// in `explain` alone.
public final class RuleErrors implements RuleObserver {
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final int MOST_KINDS = 500;

  private record Kind(String rule, String place, String words) {}

  /// Guarded by the whole.
  private static final class Count {
    private Instant told;
    private long since;
    private String lastEvent;

    Count(Instant told, String lastEvent) {
      this.told = told;
      this.lastEvent = lastEvent;
    }
  }

  private final InstantSource clock;
  private final Consumer<String> log;
  private final Map<Kind, Count> counts = new LinkedHashMap<>();

  /// @param log takes one line, or an error with its lines of excerpt
  public RuleErrors(InstantSource clock, Consumer<String> log) {
    this.clock = clock;
    this.log = log;
  }

  @Override
  public void ended(String rule, RuleEnd end, long nanos) {}

  @Override
  public synchronized void failed(String rule, RuleEnd end, RuleFault fault, String eventId) {
    var now = clock.instant();
    var kind = new Kind(rule, fault.place(), words(end, fault));
    var count = counts.get(kind);
    if (count == null) {
      if (counts.size() >= MOST_KINDS) {
        flush(now, true);
      }
      counts.put(kind, new Count(now, eventId));
      log.accept(
          "rule "
              + rule
              + " failed on event "
              + eventId
              + ": "
              + fault.place()
              + ": "
              + kind.words
              + (fault.excerpt().isEmpty() ? "" : "\n" + fault.excerpt()));
      return;
    }
    count.since++;
    count.lastEvent = eventId;
    flush(now, false);
  }

  /// Tells what was counted; to be called now and then, so that the last ones are told too.
  public synchronized void flush() {
    flush(clock.instant(), false);
  }

  private void flush(Instant now, boolean all) {
    counts
        .entrySet()
        .removeIf(entry -> {
          var count = entry.getValue();
          if (!all && count.told.plus(PERIOD).isAfter(now)) {
            return false;
          }
          if (count.since > 0) {
            log.accept(
                "rule "
                    + entry.getKey().rule
                    + " failed "
                    + count.since
                    + " more time(s) in "
                    + Duration.between(count.told, now).toSeconds()
                    + " s, last on event "
                    + count.lastEvent
                    + ": "
                    + entry.getKey().place
                    + ": "
                    + entry.getKey().words);
          }
          var over = all || count.since == 0;
          count.since = 0;
          count.told = now;
          return over;
        });
  }

  /// Without a word of the event: our own words, or the name of the error.
  static String words(RuleEnd end, RuleFault fault) {
    return switch (end) {
      case TIMEOUT, SUSPENDED -> fault.words();
      case ERROR, RAN, CHANGED, DROPPED -> fault.kind().isEmpty() ? "an error" : fault.kind();
    };
  }
}
