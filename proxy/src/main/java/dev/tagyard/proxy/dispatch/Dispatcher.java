package dev.tagyard.proxy.dispatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.proxy.plan.Cut;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.rules.RuleInput;
import dev.tagyard.rules.RuleOutcome;
import dev.tagyard.rules.RuleTrace;
import dev.tagyard.rules.event.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Makes one dispatch batch of a stretch of the journal: who is to be served, what the rules make
/// of the event, what each may have of that. Reads the log for claims and writes nothing.
public final class Dispatcher {
  private final EventLog log;
  private final DispatchWatcher watcher;

  public Dispatcher(EventLog log) {
    this(log, DispatchWatcher.NONE);
  }

  /// @param watcher is shown what becomes of events
  public Dispatcher(EventLog log, DispatchWatcher watcher) {
    this.log = log;
    this.watcher = watcher;
  }

  /// One run of the rules: an event as cut for these destinations.
  private record Run(Journaled journaled, List<PlannedDestination> destinations, RuleInput input) {}

  /// @param journal in order, not empty
  /// @return of as much as can be dispatched at once
  public DispatchBatch dispatch(List<Journaled> journal, Plan plan, Instant now) {
    var stretch = plan.rules().isEmpty() ? journal : Claims.apart(journal, plan);
    var batch = new BatchBuilder(now);
    settleLater(stretch, batch);
    var audience = new Audience(plan, batch);
    var wanted = new ArrayList<Journaled>();
    var candidates = new ArrayList<List<PlannedDestination>>();
    for (var journaled : stretch) {
      var mayHave = audience.candidates(journaled);
      if (!mayHave.isEmpty()) {
        wanted.add(journaled);
        candidates.add(mayHave);
      }
    }
    var claims = Claims.of(wanted, log, plan);
    var runs = new ArrayList<Run>();
    for (var i = 0; i < wanted.size(); i++) {
      var served = audience.serve(wanted.get(i), candidates.get(i), claims);
      runs.addAll(runs(wanted.get(i), served, plan));
    }
    var outcomes = apply(runs, plan.rules()::apply, claims, batch);
    var built = batch.build(stretch.getFirst().position(), stretch.getLast().position(), claims);
    if (watcher.watches()) {
      show(stretch, runs, outcomes, built);
    }
    return built;
  }

  private void show(
      List<Journaled> stretch, List<Run> runs, List<RuleOutcome> outcomes, DispatchBatch batch) {
    var traces = new HashMap<Position, List<RuleTrace>>();
    for (var i = 0; i < runs.size(); i++) {
      traces
          .computeIfAbsent(runs.get(i).journaled().position(), _ -> new ArrayList<>())
          .addAll(outcomes.get(i).traces());
    }
    for (var journaled : stretch) {
      watcher.dispatched(journaled, traces.getOrDefault(journaled.position(), List.of()), batch);
    }
  }

  /// Destinations that some event of the stretch was not decided on: they came with a later plan,
  /// which the log knows of before it runs.
  private Map<String, Position> later(List<Journaled> stretch) {
    var later = new LinkedHashMap<String, Position>();
    for (var name : log.known()) {
      for (var journaled : stretch) {
        if (!journaled.entry().decision().destinations().containsKey(name)) {
          later.put(name, log.since(name));
          break;
        }
      }
    }
    return later;
  }

  private void settleLater(List<Journaled> stretch, BatchBuilder batch) {
    later(stretch)
        .forEach((name, since) -> {
          for (var journaled : stretch) {
            if (journaled.position().compareTo(since) > 0
                && !journaled.entry().decision().destinations().containsKey(name)) {
              batch.settle(journaled, name, Term.FILTERED, "destination_added_later");
            }
          }
        });
  }

  /// What to commit for an event that cannot be dispatched at all: a dead letter for each
  /// destination that might have had it.
  public DispatchBatch bury(Journaled journaled, Instant now, String message) {
    var batch = new BatchBuilder(now);
    var decision = journaled.entry().decision();
    for (var name : decision.destinations().keySet()) {
      var part = decision.of(name);
      if (part.verdict() == Verdict.DENY) {
        batch.settle(journaled, name, Term.WITHHELD, part.reason());
      } else {
        var event = Cut.apply(journaled.entry().event(), part.groups(), replacement(journaled));
        batch.bury(journaled, name, event, part, "internal_error", message);
      }
    }
    settleLater(List.of(journaled), batch);
    return batch.build(journaled.position(), journaled.position(), Claims.none());
  }

  /// What to commit for a stretch of the journal that cannot be read: nobody knows what was in it,
  /// but how many events were is known.
  ///
  /// @param upTo the last of them; the first comes after the log's cursor
  public DispatchBatch passOver(Position upTo) {
    var after = log.cursor();
    var settled = new HashMap<String, Map<Term, Long>>();
    for (var name : log.known()) {
      var from = Math.max(after.value(), log.since(name).value());
      if (upTo.value() > from) {
        settled.put(name, Map.of(Term.UNKNOWN, upTo.value() - from));
      }
    }
    return new DispatchBatch(
        after, upTo, Map.of(), List.of(), settled, Map.of(), List.of(), List.of());
  }

  /// What the outboxes would get of an event by this plan, claims left aside. Nothing is written,
  /// and the rules that run are none the wiser.
  public static List<OutboxEntry> rehearse(Journaled journaled, Plan plan, Instant now) {
    return rehearsal(journaled, plan, now).outbox();
  }

  /// As [#rehearse], with what else would be written: facts, dead letters, what ends here.
  public static DispatchBatch rehearsal(Journaled journaled, Plan plan, Instant now) {
    var batch = new BatchBuilder(now);
    var audience = new Audience(plan, batch);
    var claims = Claims.none();
    var served = audience.serve(journaled, audience.candidates(journaled), claims);
    var _ = apply(runs(journaled, served, plan), plan.rules()::applyQuietly, claims, batch);
    return batch.build(journaled.position(), journaled.position(), claims);
  }

  /// What rules, those of the plan or others, would be given of an event, for all who may have it.
  /// Claims are left aside.
  public static List<RuleInput> inputs(Journaled journaled, Plan plan) {
    var audience = Audience.ofAnyRules(plan, new BatchBuilder(journaled.entry().receivedAt()));
    return runs(journaled, audience.candidates(journaled), plan).stream().map(Run::input).toList();
  }

  /// One run for each distinct cut.
  private static List<Run> runs(Journaled journaled, List<PlannedDestination> served, Plan plan) {
    var decision = journaled.entry().decision();
    var byCut = new LinkedHashMap<Set<FieldGroup>, List<PlannedDestination>>();
    for (var destination : served) {
      byCut
          .computeIfAbsent(decision.of(destination.name()).groups(), _ -> new ArrayList<>())
          .add(destination);
    }
    var consent = summary(decision, plan);
    var runs = new ArrayList<Run>(byCut.size());
    byCut.forEach((groups, destinations) ->
        runs.add(
            new Run(
                journaled,
                destinations,
                new RuleInput(
                    Cut.apply(journaled.entry().event(), groups, replacement(journaled)),
                    names(destinations),
                    consent,
                    outcome -> given(journaled, destinations, outcome)))));
    return runs;
  }

  private static List<RuleOutcome> apply(
      List<Run> runs,
      Function<List<RuleInput>, List<RuleOutcome>> rules,
      Claims claims,
      BatchBuilder batch) {
    var outcomes = rules.apply(runs.stream().map(Run::input).toList());
    for (var i = 0; i < runs.size(); i++) {
      fill(runs.get(i), outcomes.get(i), claims, batch);
    }
    return outcomes;
  }

  private static void fill(Run run, RuleOutcome outcome, Claims claims, BatchBuilder batch) {
    var journaled = run.journaled();
    outcome.traces().forEach(trace -> batch.trace(journaled, trace));
    for (var destination : run.destinations()) {
      var name = destination.name();
      var failures = outcome.deadLetters().getOrDefault(name, List.of());
      var consent = journaled.entry().decision().of(name);
      if (!failures.isEmpty()) {
        var failure = failures.getFirst();
        var event = Cut.apply(failure.event(), consent.groups(), replacement(journaled));
        batch.bury(journaled, name, event, consent, "rule_error", failure.message());
        continue;
      }
      var parts = parts(journaled, destination, outcome);
      if (parts.isEmpty()) {
        batch.settle(
            journaled, name, Term.DROPPED, outcome.dropped().getOrDefault(name, "dropped_by_rule"));
        claims.release(journaled.entry().event(), journaled.entry().receivedAt(), name);
        continue;
      }
      if (parts.stream().allMatch(Optional::isEmpty)) {
        claims.release(journaled.entry().event(), journaled.entry().receivedAt(), name);
      }
      batch.extra(name, parts.size() - 1L);
      for (var part = 0; part < parts.size(); part++) {
        var event = parts.get(part);
        if (event.isPresent()) {
          batch.enqueue(journaled, name, part, event.get(), consent);
        } else {
          batch.settle(journaled, name, Term.FILTERED, RuleOutcome.FILTERED);
        }
      }
    }
  }

  /// What rules made of an event for a destination, each part cut again; empty in place of one
  /// whose name it does not take.
  private static List<Optional<Event>> parts(
      Journaled journaled, PlannedDestination destination, RuleOutcome outcome) {
    var groups = journaled.entry().decision().of(destination.name()).groups();
    var made = outcome.to(destination.name());
    var parts = new ArrayList<Optional<Event>>(made.size());
    for (var part = 0; part < made.size(); part++) {
      var event = made.get(part);
      parts.add(
          destination.wants(event.name())
              ? Optional.of(Cut.apply(event, groups, replacement(journaled, part)))
              : Optional.empty());
    }
    return parts;
  }

  /// What destinations truly get of what rules made for them.
  private static RuleOutcome given(
      Journaled journaled, List<PlannedDestination> destinations, RuleOutcome outcome) {
    var given = new LinkedHashMap<String, List<Event>>();
    var dropped = new HashMap<>(outcome.dropped());
    for (var destination : destinations) {
      var name = destination.name();
      // A dead letter takes the place of all that was made.
      if (outcome.failures(name).isEmpty() && !outcome.to(name).isEmpty()) {
        var events =
            parts(journaled, destination, outcome).stream().flatMap(Optional::stream).toList();
        if (events.isEmpty()) {
          dropped.put(name, RuleOutcome.FILTERED);
        } else {
          given.put(name, events);
        }
      }
    }
    return new RuleOutcome(given, dropped, outcome.traces(), outcome.deadLetters());
  }

  private static Set<String> names(List<PlannedDestination> destinations) {
    return destinations.stream().map(PlannedDestination::name).collect(Collectors.toSet());
  }

  /// What a script may know of consent: of each destination that there is, whether it gets the
  /// event or not, so that a rule finds the one it asks for.
  private static Map<String, ObjectNode> summary(ConsentDecision decision, Plan plan) {
    var summary = new HashMap<String, ObjectNode>();
    for (var name : plan.destinations().keySet()) {
      var part = decision.of(name);
      var known = JsonNodeFactory.instance.objectNode();
      known.put("verdict", part.verdict().name().toLowerCase(Locale.ROOT));
      known.put("reason", part.reason());
      known.put("law", decision.law().name().toLowerCase(Locale.ROOT));
      known.put("storage", decision.storage().allowed());
      summary.put(name, known);
    }
    return summary;
  }

  /// The event id of restricted copies: the same at each run, and it tells nothing.
  private static Supplier<String> replacement(Journaled journaled) {
    return replacement(journaled, 0);
  }

  /// @param part of what rules made of the event, from 0; each has an id of its own
  private static Supplier<String> replacement(Journaled journaled, int part) {
    return () -> journaled.copyId() + (part == 0 ? "" : "-" + (part + 1));
  }
}
