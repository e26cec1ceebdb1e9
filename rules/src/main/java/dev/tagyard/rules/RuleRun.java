package dev.tagyard.rules;

import static java.util.Collections.disjoint;

import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.event.Weight;
import dev.tagyard.rules.script.Scripts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One input on its way through the rules. Destinations whose copies do not differ travel together
/// in a lane, so that a rule for all runs once on what they share.
final class RuleRun {
  /// In memory, of all that rules make of one event.
  private static final long MOST_WEIGHT = 8L << 20;

  private static final String TOO_MUCH =
      "made of one event more than " + (MOST_WEIGHT >> 20) + " MiB of memory hold";

  /// @param destinations never empty
  /// @param candidates numbers of the rules that may match the event
  private record Lane(Event event, Set<String> destinations, BitSet candidates) {}

  private final RuleInput input;
  private final Instant receivedAt;
  private final Instant now;
  private final Optional<Scripts> scripts;
  private final RuleWatch watch;
  private final RuleIndex index;
  private final List<RuleTrace> traces = new ArrayList<>();
  private final Map<String, String> lastDropper = new LinkedHashMap<>();
  private final Map<String, List<RuleFailure>> deadLetters = new LinkedHashMap<>();
  private List<Lane> lanes;

  /// What the rule that is at work has made so far of the lanes.
  private List<Lane> after = List.of();

  /// Of all that rules have made so far.
  private long weight;

  RuleRun(
      RuleInput input, Instant now, Optional<Scripts> scripts, RuleWatch watch, RuleIndex index) {
    this.input = input;
    this.receivedAt = input.receivedAt();
    this.now = now;
    this.scripts = scripts;
    this.watch = watch;
    this.index = index;
    this.lanes =
        input.destinations().isEmpty()
            ? List.of()
            : List.of(lane(input.event(), input.destinations()));
  }

  RuleOutcome through(List<Rule> rules) {
    for (var i = next(0); i < rules.size(); i = next(i + 1)) {
      apply(rules.get(i), i);
    }
    var kept = kept();
    lastDropper.keySet().removeAll(kept.keySet());
    lastDropper.keySet().removeAll(deadLetters.keySet());
    return new RuleOutcome(kept, lastDropper, traces, deadLetters);
  }

  private Map<String, List<Event>> kept() {
    Map<String, List<Event>> kept = new LinkedHashMap<>();
    if (lanes.size() == 1) {
      var event = List.of(lanes.getFirst().event);
      lanes.getFirst().destinations.forEach(destination -> kept.put(destination, event));
      return kept;
    }
    for (var lane : lanes) {
      for (var destination : lane.destinations) {
        kept.computeIfAbsent(destination, _ -> new ArrayList<>()).add(lane.event);
      }
    }
    kept.replaceAll((_, events) -> List.copyOf(events));
    return kept;
  }

  private Lane lane(Event event, Set<String> destinations) {
    return new Lane(event, destinations, index.candidates(event));
  }

  /// The number of the next rule that may match in any lane.
  private int next(int from) {
    var next = Integer.MAX_VALUE;
    for (var lane : lanes) {
      var found = lane.candidates.nextSetBit(from);
      next = found < 0 ? next : Math.min(next, found);
    }
    return next;
  }

  private void apply(Rule rule, int number) {
    after = new ArrayList<>(lanes.size());
    var suspended = watch.suspended(rule, now);
    for (var lane : lanes) {
      if (!lane.candidates.get(number) || !mayMatch(rule, lane.event, suspended)) {
        after.add(lane);
        continue;
      }
      var groups = groups(rule, targets(rule.info(), lane.destinations));
      if (groups.size() == 1 && groups.getFirst().equals(lane.destinations)) {
        var made = run(rule, lane.event, lane.destinations);
        after.addAll(unchanged(made, lane.event, lane.destinations) ? List.of(lane) : made);
        continue;
      }
      var rest = new LinkedHashSet<>(lane.destinations);
      for (var group : groups) {
        var made = run(rule, lane.event, group);
        if (!unchanged(made, lane.event, group)) {
          after.addAll(made);
          rest.removeAll(group);
        }
      }
      if (!rest.isEmpty()) {
        after.add(new Lane(lane.event, rest, lane.candidates));
      }
    }
    lanes = after;
  }

  /// A suspended rule is not asked what it is suspended for.
  private static boolean mayMatch(Rule rule, Event event, boolean suspended) {
    return suspended ? rule.mayMatchAtAGlance(event) : rule.mayMatch(event);
  }

  private static Set<String> targets(RuleInfo info, Set<String> destinations) {
    if (info.destinations().isEmpty()) {
      return destinations;
    }
    Set<String> targets = new LinkedHashSet<>(destinations);
    targets.retainAll(info.destinations().get());
    return targets;
  }

  private static List<Set<String>> groups(Rule rule, Set<String> targets) {
    if (targets.isEmpty()) {
      return List.of();
    }
    return rule.asksForDestination()
        ? targets.stream().<Set<String>>map(Set::of).toList()
        : List.of(targets);
  }

  // Identity is what was not touched; equality would cost a walk of the tree.
  @SuppressWarnings("ReferenceEquality")
  private static boolean unchanged(List<Lane> made, Event event, Set<String> group) {
    return made.size() == 1
        && made.getFirst().event == event
        && made.getFirst().destinations.equals(group);
  }

  private List<Lane> run(Rule rule, Event event, Set<String> group) {
    var destination =
        rule.info().destinations().isPresent() && group.size() == 1
            ? Optional.of(group.iterator().next())
            : Optional.<String>empty();
    var call = new RuleCall(destination, input.consent(), receivedAt, scripts);
    var start = System.nanoTime();
    var result = watch.run(rule, event, call, now);
    var nanos = System.nanoTime() - start;
    return switch (result) {
      case RuleResult.NotMatched _ -> List.of(lane(event, group));
      case RuleResult.Made made -> made(rule, event, group, made, nanos);
      case RuleResult.Failed failed -> failed(rule, event, group, failed, nanos);
    };
  }

  private List<Lane> made(
      Rule rule, Event event, Set<String> group, RuleResult.Made made, long nanos) {
    var left = made.narrowing().of(group);
    var events = left.isEmpty() ? List.<Event>of() : named(event, made.events(), group);
    var changed = changes(event, events);
    weight += weight(changed, events);
    if (weight > MOST_WEIGHT) {
      return failed(rule, event, group, tooMuch(rule, made), nanos);
    }
    List<Lane> lanes = new ArrayList<>(events.size());
    for (var each : events) {
      lanes.add(lane(each, left));
    }
    var withheld = events.isEmpty() ? group : without(group, left);
    withheld.forEach(
        destination -> lastDropper.put(destination, "dropped_by_rule:" + rule.info().name()));
    var end =
        events.isEmpty()
            ? RuleEnd.DROPPED
            : changed.isEmpty() && events.size() == 1 && withheld.isEmpty()
                ? RuleEnd.RAN
                : RuleEnd.CHANGED;
    watch.ended(rule, end, nanos);
    if (end != RuleEnd.RAN || !made.ignored().isEmpty() || !made.log().isEmpty()) {
      traces.add(
          new RuleTrace(
              rule.info().name(),
              group,
              end,
              changed,
              events.size(),
              withheld,
              made.ignored(),
              made.log(),
              Optional.empty(),
              nanos / 1000));
    }
    return lanes;
  }

  /// What is new: a single event shares with the one before what did not change.
  private long weight(List<Change> changed, List<Event> events) {
    var added = 0L;
    if (events.size() == 1) {
      for (var change : changed) {
        added += Weight.of(change.after(), MOST_WEIGHT - weight - added);
      }
    } else {
      for (var event : events) {
        added += Weight.of(event, MOST_WEIGHT - weight - added);
      }
    }
    return added;
  }

  private static RuleResult.Failed tooMuch(Rule rule, RuleResult.Made made) {
    var place = rule.info().file() + ":" + rule.info().line();
    return new RuleResult.Failed(
        RuleEnd.ERROR, new RuleFault(place, TOO_MUCH, "", true), made.log());
  }

  private static Set<String> without(Set<String> group, Set<String> left) {
    if (left.equals(group)) {
      return Set.of();
    }
    var rest = new LinkedHashSet<>(group);
    rest.removeAll(left);
    return rest;
  }

  private List<Lane> failed(
      Rule rule, Event event, Set<String> group, RuleResult.Failed failed, long nanos) {
    var name = rule.info().name();
    watch.ended(rule, failed.end(), nanos);
    watch.failed(rule, failed, event);
    traces.add(
        new RuleTrace(
            name,
            group,
            failed.end(),
            List.of(),
            1,
            Set.of(),
            List.of(),
            failed.log(),
            Optional.of(failed.fault().shown()),
            nanos / 1000));
    if (rule.info().onError() == OnError.SKIP) {
      return List.of(lane(event, group));
    }
    var failure = new RuleFailure(name, failed.end(), failed.fault().message(), event);
    group.forEach(destination ->
        deadLetters.computeIfAbsent(destination, _ -> new ArrayList<>()).add(failure));
    return List.of();
  }

  /// The first event keeps the id; each further one keeps an id of its own that no other has, or
  /// gets the next of `ID-2`, `ID-3`, … that is free.
  private List<Event> named(Event origin, List<Event> events, Set<String> group) {
    if (events.size() == 1 && events.getFirst().id().equals(origin.id())) {
      return events;
    }
    var used = new HashSet<String>();
    addIds(lanes, group, used);
    addIds(after, group, used);
    List<Event> named = new ArrayList<>();
    for (var event : events) {
      named.add(withId(event, named.isEmpty() ? origin.id() : freeId(event, origin, used)));
    }
    return named;
  }

  private static void addIds(List<Lane> lanes, Set<String> group, Set<String> ids) {
    for (var lane : lanes) {
      if (!disjoint(lane.destinations, group)) {
        ids.add(lane.event.id());
      }
    }
  }

  private static String freeId(Event event, Event origin, Set<String> used) {
    var own = event.text("event_id");
    if (own.isPresent() && used.add(own.get())) {
      return own.get();
    }
    var number = 2;
    while (!used.add(origin.id() + "-" + number)) {
      number++;
    }
    return origin.id() + "-" + number;
  }

  /// A script may have put a number there.
  private static Event withId(Event event, String id) {
    return event.tree().path("event_id").isTextual() && event.id().equals(id)
        ? event
        : event.with("event_id", id);
  }

  /// Each path once, as it is in the first event that differs there.
  private static List<Change> changes(Event before, List<Event> after) {
    if (after.size() == 1) {
      return Changes.between(before.tree(), after.getFirst().tree());
    }
    Map<String, Change> byPath = new LinkedHashMap<>();
    for (var each : after) {
      Changes.between(before.tree(), each.tree())
          .forEach(change -> byPath.putIfAbsent(change.path(), change));
    }
    return List.copyOf(byPath.values());
  }
}
