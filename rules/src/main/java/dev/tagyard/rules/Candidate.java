package dev.tagyard.rules;

import dev.tagyard.rules.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A second rule set beside the one that runs: some visitors get what it makes of their events, and
/// on those of others it is only compared.
///
/// @param rollout share of visitors whose events it is for, from 0 to 1
/// @param compared share of all visitors, from 0 to 1; those that it is for are not compared
/// @param observer is told of each comparison
public record Candidate(RuleSet rules, double rollout, double compared, Observer observer) {
  private static final List<String> VISITOR =
      List.of("visitor.id", "user.client_id", "user.user_id");

  /// Is told what the second set would have done otherwise; called from one thread at a time.
  @FunctionalInterface
  public interface Observer {
    void compared(Event event, List<Difference> differences);
  }

  /// The same shares and observer with other rules.
  public Candidate with(RuleSet others) {
    return new Candidate(others, rollout, compared, observer);
  }

  /// What becomes of a batch.
  List<RuleOutcome> apply(List<RuleInput> batch, RuleSet running) {
    var placed = batch.stream().map(input -> new Placed(input, place(input.event()))).toList();
    var isFor = placed.stream().filter(each -> each.place() < rollout).toList();
    var others = placed.stream().filter(each -> each.place() >= rollout).toList();
    var mine = rules.apply(inputs(isFor)).iterator();
    var theirs = running.applyAlone(inputs(others));
    compare(others, theirs);
    var rest = theirs.iterator();
    return placed.stream().map(each -> each.place() < rollout ? mine.next() : rest.next()).toList();
  }

  /// What becomes of a batch, without a comparison.
  List<RuleOutcome> rehearse(List<RuleInput> batch, RuleSet running) {
    var outcomes = new ArrayList<RuleOutcome>();
    for (var input : batch) {
      var set = place(input.event()) < rollout ? rules : running;
      outcomes.addAll(set.rehearse(List.of(input)));
    }
    return outcomes;
  }

  private record Placed(RuleInput input, double place) {}

  private static List<RuleInput> inputs(List<Placed> placed) {
    return placed.stream().map(Placed::input).toList();
  }

  private void compare(List<Placed> others, List<RuleOutcome> outcomes) {
    var chosen = new ArrayList<Placed>();
    var did = new ArrayList<RuleOutcome>();
    for (var i = 0; i < others.size(); i++) {
      if (others.get(i).place() >= 1 - compared) {
        chosen.add(others.get(i));
        did.add(outcomes.get(i));
      }
    }
    var shadows = rules.applyUnseen(inputs(chosen));
    for (var i = 0; i < chosen.size(); i++) {
      var input = chosen.get(i).input();
      var before = input.given().apply(did.get(i));
      var after = input.given().apply(shadows.get(i));
      observer.compared(input.event(), Difference.between(before, after));
    }
  }

  /// The same number from 0 up to 1 for all events of a visitor; of one who is not known, for the
  /// event.
  static double place(Event event) {
    var key =
        Stream.concat(
                VISITOR.stream().map(event::text).flatMap(Optional::stream), Stream.of(event.id()))
            .findFirst()
            .orElse("");
    // The finishing of a 64-bit mix, so that keys that differ little lie far apart.
    var hash = 1125899906842597L;
    for (var i = 0; i < key.length(); i++) {
      hash = 31 * hash + key.charAt(i);
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    hash = hash ^ (hash >>> 33);
    return (hash >>> 11) * 0x1.0p-53;
  }
}
