package dev.tagyard.proxy.intake;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.Law;
import dev.tagyard.consent.Verdict;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// How consent was decided, hour by hour: outcomes by destination and reason. In memory, since the
/// start, for a week at most; reasons and laws are from fixed lists.
public final class ConsentSummary {
  static final int HOURS = 168;
  private static final int SECONDS = 3_600;

  /// Far above destinations times reasons; what is beyond is not told apart.
  private static final int MOST_KINDS = 4_096;

  private final ConcurrentNavigableMap<Long, Hour> hours = new ConcurrentSkipListMap<>();

  private record Kind(String destination, Verdict verdict, String reason) {}

  private static final class Hour {
    private final Map<Kind, LongAdder> outcomes = new ConcurrentHashMap<>();
    private final Map<Law, LongAdder> laws = new ConcurrentHashMap<>();
  }

  void decided(ConsentDecision decision, Instant at) {
    var hour = hour(at.getEpochSecond() / SECONDS);
    hour.laws.computeIfAbsent(decision.law(), _ -> new LongAdder()).increment();
    decision
        .destinations()
        .forEach((destination, part) -> {
          var kind = new Kind(destination, part.verdict(), part.reason());
          var count = hour.outcomes.get(kind);
          if (count == null && hour.outcomes.size() < MOST_KINDS) {
            count = hour.outcomes.computeIfAbsent(kind, _ -> new LongAdder());
          }
          if (count != null) {
            count.increment();
          }
        });
  }

  private Hour hour(long number) {
    var known = hours.get(number);
    if (known != null) {
      return known;
    }
    while (hours.size() >= HOURS) {
      hours.pollFirstEntry();
    }
    return hours.computeIfAbsent(number, _ -> new Hour());
  }

  /// @param last how many hours, the running one included
  public ObjectNode told(int last, Instant now) {
    var from = now.getEpochSecond() / SECONDS - last + 1;
    var recent = hours.tailMap(from, true);
    var told = JsonNodeFactory.instance.objectNode();
    told.set("total", told(recent.values()));
    var list = told.putArray("hours");
    recent.forEach((number, hour) -> {
      var one = list.addObject();
      one.put("hour", Instant.ofEpochSecond(number * SECONDS).toString());
      one.setAll(told(List.of(hour)));
    });
    return told;
  }

  private static ObjectNode told(Collection<Hour> hours) {
    var laws = new TreeMap<String, Long>();
    var outcomes = new TreeMap<String, TreeMap<String, TreeMap<String, Long>>>();
    for (var hour : hours) {
      hour.laws.forEach((law, count) -> laws.merge(lower(law), count.sum(), Long::sum));
      hour.outcomes.forEach((kind, count) ->
          outcomes
              .computeIfAbsent(kind.destination(), _ -> new TreeMap<>())
              .computeIfAbsent(lower(kind.verdict()), _ -> new TreeMap<>())
              .merge(kind.reason(), count.sum(), Long::sum));
    }
    var told = JsonNodeFactory.instance.objectNode();
    var byLaw = told.putObject("laws");
    laws.forEach(byLaw::put);
    var byDestination = told.putObject("destinations");
    outcomes.forEach((destination, verdicts) -> {
      var one = byDestination.putObject(destination);
      verdicts.forEach((verdict, reasons) -> {
        var counts = one.putObject(verdict);
        reasons.forEach(counts::put);
      });
    });
    return told;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
