package dev.tagyard.proxy.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.RuleEnd;
import dev.tagyard.rules.RuleFault;
import dev.tagyard.rules.RuleObserver;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// How the rules have fared since they came into force: calls by end, and each one's last error.
public final class RuleRecord implements RuleObserver {
  private final InstantSource clock;
  private final Map<String, Fate> fates = new ConcurrentHashMap<>();

  /// Of the rules that are told of.
  private long version;

  private record LastError(Instant at, String eventId, String place, String words) {}

  private static final class Fate {
    private final Map<RuleEnd, LongAdder> ends = new EnumMap<>(RuleEnd.class);
    private volatile Optional<LastError> last = Optional.empty();

    Fate() {
      for (var end : RuleEnd.values()) {
        ends.put(end, new LongAdder());
      }
    }
  }

  public RuleRecord(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void ended(String rule, RuleEnd end, long nanos) {
    var count = of(rule).ends.get(end);
    if (count != null) {
      count.increment();
    }
  }

  @Override
  public void failed(String rule, RuleEnd end, RuleFault fault, String eventId) {
    of(rule).last =
        Optional.of(
            new LastError(clock.instant(), eventId, fault.place(), RuleErrors.words(end, fault)));
  }

  private Fate of(String rule) {
    return fates.computeIfAbsent(rule, _ -> new Fate());
  }

  /// A plan came into force, perhaps with other rules.
  ///
  /// @param version of its rules
  public synchronized void begin(long version) {
    if (version != this.version) {
      this.version = version;
      fates.clear();
    }
  }

  /// Adds to what is told of a rule.
  public void tell(String rule, ObjectNode told) {
    var fate = fates.get(rule);
    var ends = told.putObject("ends");
    if (fate == null) {
      return;
    }
    fate.ends.forEach((end, count) -> {
      if (count.sum() > 0) {
        ends.put(end.name().toLowerCase(Locale.ROOT), count.sum());
      }
    });
    fate.last.ifPresent(error ->
        told.set(
            "last_error",
            JsonNodeFactory.instance
                .objectNode()
                .put("at", error.at().toString())
                .put("event_id", error.eventId())
                .put("place", error.place())
                .put("said", error.words())));
  }
}
