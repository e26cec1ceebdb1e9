package dev.tagyard.rules;

import static dev.tagyard.rules.RulesTesting.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.event.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A second rule set beside the one that runs.
class CandidateTest {
  private static final int VISITORS = 1000;

  @TempDir private Path root = Path.of(".");

  private final List<String> compared = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();

  @BeforeEach
  void folders() {
    write(root.resolve("running"), "a.yaml", "- {set: {params.by: old}}\n");
    write(root.resolve("other"), "a.yaml", "- {name: other, set: {params.by: new}}\n");
  }

  private RuleSet rules(double rollout, double share) {
    var other = RulesTesting.load(root.resolve("other"));
    return RulesTesting.load(root.resolve("running"))
        .with(
            new Candidate(
                other,
                rollout,
                share,
                (event, found) -> {
                  compared.add(event.id());
                  differences.addAll(found);
                }));
  }

  private static List<RuleInput> visitors() {
    return IntStream.range(0, VISITORS)
        .mapToObj(i -> Samples.purchase().with("visitor.id", "v" + i).with("event_id", "E" + i))
        .map(event -> new RuleInput(event, Set.of("meta"), Map.of()))
        .toList();
  }

  private static List<String> served(RuleSet rules) {
    return rules.apply(visitors()).stream()
        .map(outcome -> outcome.to("meta").getFirst())
        .filter(event -> event.text("params.by").filter("new"::equals).isPresent())
        .map(Event::id)
        .toList();
  }

  @Test
  void a_share_of_visitors_gets_the_other_rules_and_always_the_same_ones() {
    try (var tenth = rules(0.1, 0);
        var half = rules(0.5, 0)) {
      var first = served(tenth);

      assertThat(first.size()).isBetween(70, 130);
      assertThat(served(tenth)).isEqualTo(first);
      assertThat(served(half).size()).isBetween(430, 570);
      assertThat(served(half)).containsAll(first);
    }
  }

  @Test
  void outcomes_stay_in_the_order_of_the_batch() {
    try (var rules = rules(0.5, 0.5)) {
      var outcomes = rules.apply(visitors());

      for (var i = 0; i < VISITORS; i++) {
        assertThat(outcomes.get(i).to("meta").getFirst().id()).isEqualTo("E" + i);
      }
    }
  }

  @Test
  void a_share_is_compared_and_gets_nothing_of_it() {
    try (var rules = rules(0, 0.2)) {
      assertThat(served(rules)).isEmpty();
    }
    assertThat(compared.size()).isBetween(150, 250);
    assertThat(differences).hasSameSizeAs(compared);
    assertThat(differences.getFirst().rule()).isEqualTo("other");
    assertThat(differences.getFirst().field()).isEqualTo("params.by");
  }

  @Test
  void what_a_destination_does_not_get_makes_no_difference() {
    var purchase = Samples.purchase();
    var takesNone =
        new RuleInput(
            purchase,
            Set.of("meta"),
            Map.of(),
            outcome ->
                new RuleOutcome(
                    Map.of(), Map.of("meta", RuleOutcome.FILTERED), outcome.traces(), Map.of()));
    try (var rules = rules(0, 1)) {
      assertThat(rules.apply(List.of(takesNone)).getFirst().to("meta")).hasSize(1);
    }
    assertThat(compared).containsExactly(purchase.id());
    assertThat(differences).isEmpty();
  }

  @Test
  void what_is_only_compared_is_told_to_nobody() {
    write(root.resolve("other"), "b.js", "export default () => { throw new Error('nope'); };");
    var ended = new ConcurrentLinkedQueue<String>();
    var options =
        RuleOptions.of(RulesTesting.DESTINATIONS).withObserver((rule, _, _) -> ended.add(rule));
    var other = RulesTesting.load(root.resolve("other"), options);
    try (var rules =
        RulesTesting.load(root.resolve("running"))
            .with(new Candidate(other, 0.1, 0.5, (event, _) -> compared.add(event.id())))) {
      var served = served(rules);

      assertThat(compared).isNotEmpty();
      assertThat(ended.stream().filter("other"::equals)).hasSameSizeAs(served);
      assertThat(ended.stream().filter("b.js"::equals)).hasSameSizeAs(served);
    }
  }

  @Test
  void findings_of_both_are_told_by_their_folders() {
    write(root.resolve("other"), "b.yaml", "- {drop: true}\n- {set: {params.late: 1}}\n");

    try (var rules = rules(0, 0)) {
      assertThat(rules.findings().toString()).contains("other/b.yaml:2");
      assertThat(rules.alone().findings()).isEmpty();
    }
  }

  @Test
  void all_or_nothing_can_be_asked_for() {
    try (var all = rules(1, 1);
        var none = rules(0, 1)) {
      assertThat(served(all)).hasSize(VISITORS);
      assertThat(compared).isEmpty();
      assertThat(served(none)).isEmpty();
      assertThat(compared).hasSize(VISITORS);
    }
  }
}
