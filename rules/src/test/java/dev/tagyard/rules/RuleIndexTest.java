package dev.tagyard.rules;

import static dev.tagyard.rules.RulesTesting.run;
import static dev.tagyard.rules.RulesTesting.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.rules.event.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rules that an event does not come to are passed over, and none that it does.
class RuleIndexTest {
  @TempDir private Path root = Path.of(".");

  @Test
  void rules_for_other_events_are_not_candidates() {
    write(
        root,
        "a.yaml",
        """
        - {match: {event_name: purchase}, set: {params.a: 1}}
        - {match: {event_name: [refund, lead]}, set: {params.b: 1}}
        - {match: {params.currency: EUR, event_name: purchase}, set: {params.c: 1}}
        - {match: {params.currency: {one_of: [EUR]}}, set: {params.d: 1}}
        - {match: {params.value: 59.9}, set: {params.e: 1}}
        - {set: {params.f: 1}}
        """);
    try (var rules = RulesTesting.load(root)) {
      var index = rules.index();

      assertThat(index.candidates(Samples.purchase()).toString()).isEqualTo("{0, 2, 3, 4, 5}");
      assertThat(index.candidates(Samples.purchase().with("event_name", "lead")).toString())
          .isEqualTo("{1, 3, 4, 5}");
    }
  }

  @Test
  void a_rule_before_may_make_the_event_one_for_a_later_rule() {
    write(
        root,
        "a.yaml",
        """
        - {match: {event_name: other}, set: {params.before: 1}}
        - {match: {event_name: purchase}, set: {event_name: other}}
        - {match: {event_name: other}, set: {params.after: 1}}
        """);
    try (var rules = RulesTesting.load(root)) {
      var event = run(rules, Samples.purchase(), "meta").to("meta").getFirst();

      assertThat(event.number("params.after")).hasValue(1);
      assertThat(event.at("params.before")).isEmpty();
    }
  }

  @Test
  void a_script_for_named_events_is_not_called_for_others() {
    write(root, "a.js", "export const events = ['lead']; export default () => null;");
    try (var rules = RulesTesting.load(root)) {
      var lead = Samples.purchase().with("event_name", "lead");

      assertThat(run(rules, Samples.purchase(), "meta").byDestination()).containsKey("meta");
      assertThat(run(rules, lead, "meta").byDestination()).isEmpty();
    }
  }

  /// The same outcome as without an index, for many rules and events.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void nothing_that_matches_is_passed_over(long seed) {
    var random = new Random(seed);
    var names = List.of("page_view", "purchase", "lead", "other");
    var fields = List.of("params.currency", "user.country", "source", "params.coupon");
    var values = List.of("EUR", "DE", "native", "WINTER", "true", "1");
    var text = new StringBuilder();
    var plain = new ArrayList<String>();
    for (var i = 0; i < 60; i++) {
      var condition =
          random.nextBoolean()
              ? "event_name: " + names.get(random.nextInt(names.size()))
              : fields.get(random.nextInt(fields.size()))
                  + ": {one_of: ["
                  + values.get(random.nextInt(values.size()))
                  + ", "
                  + values.get(random.nextInt(values.size()))
                  + "]}";
      var action = "set: {params.r" + i + ": " + i + "}";
      text.append("- {match: {").append(condition).append("}, ").append(action).append("}\n");
      // A condition that always holds and that no index is made of.
      plain.add(
          "- {match: {"
              + condition.replaceFirst(": (.*)$", ": {not: {not: $1}}")
              + "}, "
              + action
              + "}\n");
    }
    write(root.resolve("indexed"), "a.yaml", text.toString());
    write(root.resolve("plain"), "a.yaml", String.join("", plain));
    try (var indexed = RulesTesting.load(root.resolve("indexed"));
        var asked = RulesTesting.load(root.resolve("plain"))) {
      for (var event = 0; event < 20; event++) {
        var sample = Samples.event(seed * 100 + event);

        assertThat(run(indexed, sample, "meta").to("meta"))
            .isEqualTo(run(asked, sample, "meta").to("meta"));
      }
    }
  }
}
