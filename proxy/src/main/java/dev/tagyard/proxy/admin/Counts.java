package dev.tagyard.proxy.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.proxy.plan.Plan;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/// What was sent and what became of it, by day, destination and event. Kept for 400 days, and
/// exact: counted in the write that settles a delivery. A day is that of the events' time, as
/// vendors report it.
public final class Counts {
  private static final List<String> KEYS = List.of("destination", "from", "to", "zone");
  private static final int USUAL_DAYS = 7;

  private final EventLog log;
  private final Supplier<Plan> plan;
  private final InstantSource clock;

  public Counts(EventLog log, Supplier<Plan> plan, InstantSource clock) {
    this.log = log;
    this.plan = plan;
    this.clock = clock;
  }

  private record Row(LocalDate day, String destination, String event) implements Comparable<Row> {
    @Override
    public int compareTo(Row other) {
      var byDay = day.compareTo(other.day);
      var byDestination = byDay == 0 ? destination.compareTo(other.destination) : byDay;
      return byDestination == 0 ? event.compareTo(other.event) : byDestination;
    }
  }

  /// @param asked `destination`; `from` and `to`, days, both inclusive; `zone`, UTC where not named
  /// @throws IllegalArgumentException saying what was expected
  public ObjectNode of(Map<String, String> asked) {
    var unknown = new TreeSet<>(asked.keySet());
    KEYS.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown: " + unknown.first() + "; known are " + KEYS);
    }
    var zone = zone(asked.getOrDefault("zone", "UTC"));
    var today = LocalDate.ofInstant(clock.instant(), zone);
    var from = day(asked, "from").orElse(today.minusDays(USUAL_DAYS - 1));
    var to = day(asked, "to").orElse(today);
    var rows = new TreeMap<Row, EnumMap<Term, Long>>();
    for (var count : log.counts(start(from, zone), start(to.plusDays(1), zone))) {
      var wanted = asked.get("destination");
      if (wanted == null || wanted.equals(count.destination())) {
        var day = LocalDate.ofInstant(count.hour(), zone);
        var terms =
            rows.computeIfAbsent(
                new Row(day, count.destination(), count.eventName()),
                _ -> new EnumMap<>(Term.class));
        count.terms().forEach((term, n) -> terms.merge(term, n, Long::sum));
      }
    }
    var told = JsonNodeFactory.instance.objectNode();
    told.put("from", from.toString()).put("to", to.toString()).put("zone", zone.getId());
    var list = told.putArray("counts");
    rows.forEach((row, terms) -> list.add(row(row, terms)));
    return told;
  }

  private ObjectNode row(Row row, Map<Term, Long> terms) {
    var delivered = terms.getOrDefault(Term.DELIVERED, 0L);
    var refused = terms.getOrDefault(Term.REJECTED, 0L);
    var unknown = terms.getOrDefault(Term.UNKNOWN, 0L);
    // A vendor that answers the same whatever it thinks has accepted nothing that we know of.
    var tells = tells(row.destination());
    var told =
        JsonNodeFactory.instance
            .objectNode()
            .put("day", row.day().toString())
            .put("destination", row.destination())
            .put("event", row.event())
            .put("sent", delivered + refused + unknown)
            .put("accepted", tells ? delivered : 0)
            .put("refused", refused)
            .put("unknown", tells ? unknown : unknown + delivered);
    var settled = told.putObject("settled");
    terms.forEach((term, n) -> settled.put(term.label(), n));
    return told;
  }

  private boolean tells(String destination) {
    var planned = plan.get().destinations().get(destination);
    return planned == null || planned.destination().tellsAcceptance();
  }

  private static Instant start(LocalDate day, ZoneId zone) {
    return day.atStartOfDay(zone).toInstant();
  }

  private static Optional<LocalDate> day(Map<String, String> asked, String key) {
    return Optional.ofNullable(asked.get(key))
        .map(text -> {
          try {
            return LocalDate.parse(text);
          } catch (DateTimeException noDay) {
            throw new IllegalArgumentException(
                key + " must be a day such as 2026-11-22, not \"" + text + "\"", noDay);
          }
        });
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException noZone) {
      throw new IllegalArgumentException(
          "zone must be one such as Europe/Berlin, not \"" + text + "\"", noZone);
    }
  }
}
