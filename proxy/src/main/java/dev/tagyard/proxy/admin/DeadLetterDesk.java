package dev.tagyard.proxy.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.eventlog.DeadLetter;
import dev.tagyard.proxy.eventlog.DeadLetterMove;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.plan.Plan;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// What operators ask of dead letters: to list and show them, to replay or discard them. Every
/// method blocks, and throws IllegalArgumentException where the question makes no sense.
public final class DeadLetterDesk {
  private static final int USUAL_LIST = 100;
  private static final int STRETCH = 500;

  private final EventLog log;
  private final Supplier<Plan> plan;
  private final InstantSource clock;

  public DeadLetterDesk(EventLog log, Supplier<Plan> plan, InstantSource clock) {
    this.log = log;
    this.plan = plan;
    this.clock = clock;
  }

  /// @param asked by the names of [DeadLetterFilter]
  public ObjectNode list(Map<String, String> asked) {
    var query = DeadLetterFilter.of(asked, clock.instant(), USUAL_LIST).query();
    var told = JsonNodeFactory.instance.objectNode();
    var list = told.putArray("dead_letters");
    var left = query.limit();
    while (left > 0) {
      // Of large ones a part; what is told of each is little.
      var letters = log.letters().find(query.limited(left));
      if (letters.isEmpty()) {
        return told;
      }
      letters.forEach(letter -> list.add(head(letter)));
      left -= letters.size();
      query = query.after(letters.getLast());
    }
    if (!log.letters().find(query.limited(1)).isEmpty()) {
      told.put("next", list.path(list.size() - 1).path("id").asText());
    }
    return told;
  }

  /// How many there are, by destination and reason.
  public ObjectNode summary(Map<String, String> asked) {
    var counts = new TreeMap<String, TreeMap<String, Long>>();
    var filter = DeadLetterFilter.of(asked, clock.instant(), Integer.MAX_VALUE);
    each(
        filter,
        letters -> {
          for (var letter : letters) {
            counts
                .computeIfAbsent(letter.entry().destination(), _ -> new TreeMap<>())
                .merge(letter.reason(), 1L, Long::sum);
          }
          return letters.size();
        });
    var told = JsonNodeFactory.instance.objectNode();
    counts.forEach((destination, reasons) -> reasons.forEach(told.putObject(destination)::put));
    return told;
  }

  /// One letter with its event, the request as it is rendered today, and what happened to it.
  public Optional<ObjectNode> show(String id) {
    return log.letters()
        .get(id)
        .map(letter -> {
          var told = head(letter);
          var entry = letter.entry();
          told.set("event", entry.event().copy());
          told.putObject("consent")
              .put("verdict", entry.consent().verdict().name().toLowerCase(java.util.Locale.ROOT))
              .put("reason", entry.consent().reason());
          told.putArray("requests");
          Rendered.into(told, entry, plan.get());
          var facts =
              log.facts(entry.event().id()).stream()
                  .filter(fact -> fact.position().equals(entry.position()))
                  .filter(fact ->
                      fact.destination().filter(n -> !n.equals(entry.destination())).isEmpty())
                  .toList();
          Explainer.steps(told.putArray("steps"), facts);
          return told;
        });
  }

  /// Puts letters back into their outboxes, spread over time by the rate that is asked for.
  public ObjectNode replay(Map<String, String> asked) {
    var now = clock.instant();
    var filter = DeadLetterFilter.ofMove(asked, now);
    var revival = new Revival(log, plan.get(), now);
    var pace = new Pace(now, filter.rate());
    var left = new TreeMap<String, Long>();
    var replayed =
        each(
            filter,
            letters ->
                move(
                    letters,
                    letter ->
                        switch (revival.of(letter)) {
                          case Revival.Again(var entries) -> {
                            var due = pace.next();
                            var again =
                                entries.stream().map(entry -> entry.again(due, 0, "")).toList();
                            yield Optional.of(
                                new DeadLetterMove(
                                    letter, again, fact(letter, Fact.Kind.REPLAYED, now, due)));
                          }
                          case Revival.Left(var why) -> {
                            left.merge(why, 1L, Long::sum);
                            yield Optional.empty();
                          }
                        },
                    left));
    var told = JsonNodeFactory.instance.objectNode().put("replayed", replayed);
    if (replayed > 0) {
      told.put("last_due", pace.last().toString());
    }
    left(told, left);
    return told;
  }

  /// Lets letters go for good; they stay counted where they ended.
  public ObjectNode discard(Map<String, String> asked) {
    var now = clock.instant();
    var left = new TreeMap<String, Long>();
    var discarded =
        each(
            DeadLetterFilter.ofMove(asked, now),
            letters ->
                move(
                    letters,
                    letter ->
                        Optional.of(
                            new DeadLetterMove(
                                letter, List.of(), fact(letter, Fact.Kind.DISCARDED, now, now))),
                    left));
    var told = JsonNodeFactory.instance.objectNode().put("discarded", discarded);
    left(told, left);
    return told;
  }

  private long move(
      List<DeadLetter> letters,
      Function<DeadLetter, Optional<DeadLetterMove>> decide,
      Map<String, Long> left) {
    var moves = new ArrayList<DeadLetterMove>();
    letters.forEach(letter -> decide.apply(letter).ifPresent(moves::add));
    var moved = log.letters().move(moves).size();
    if (moved < moves.size()) {
      left.merge("gone_or_outbox_full", (long) moves.size() - moved, Long::sum);
    }
    return moved;
  }

  private interface Stretch {
    long take(List<DeadLetter> letters);
  }

  /// Goes through all letters that are meant, a stretch at a time: there may be very many. What
  /// ends as a dead letter meanwhile is newer than where it began.
  private long each(DeadLetterFilter filter, Stretch stretch) {
    if (!filter.ids().isEmpty()) {
      var letters = new ArrayList<DeadLetter>();
      for (var id : filter.ids()) {
        letters.add(
            log.letters()
                .get(id)
                .orElseThrow(() -> new IllegalArgumentException("no dead letter has id " + id)));
      }
      return stretch.take(letters);
    }
    var sum = 0L;
    var left = filter.query().limit();
    var query = filter.query().limited(Math.min(STRETCH, left));
    for (var letters = log.letters().find(query);
        !letters.isEmpty();
        letters = log.letters().find(query)) {
      sum += stretch.take(letters);
      left -= letters.size();
      if (left <= 0) {
        break;
      }
      query = query.after(letters.getLast()).limited(Math.min(STRETCH, left));
    }
    return sum;
  }

  private static void left(ObjectNode told, Map<String, Long> left) {
    if (!left.isEmpty()) {
      left.forEach(told.putObject("left")::put);
    }
  }

  private static ObjectNode head(DeadLetter letter) {
    var entry = letter.entry();
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", letter.id())
        .put("at", letter.at().toString())
        .put("destination", entry.destination())
        .put("event_name", entry.event().name())
        .put("event_id", entry.event().id())
        .put("accepted_at", entry.acceptedAt().toString())
        .put("term", letter.term().label())
        .put("reason", letter.reason())
        .put("attempts", entry.attempts())
        .put("vendor_said", letter.vendorSaid());
  }

  private static Fact fact(DeadLetter letter, Fact.Kind kind, Instant now, Instant due) {
    var detail = JsonNodeFactory.instance.objectNode();
    detail.put("dead_letter", letter.id()).put("reason", letter.reason());
    if (due.isAfter(now)) {
      detail.put("due", due.toString());
    }
    return new Fact(
        letter.entry().event().id(),
        letter.entry().position(),
        now,
        kind,
        Optional.of(letter.entry().destination()),
        detail);
  }
}
