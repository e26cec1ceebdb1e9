package dev.tagyard.rules;

import static dev.tagyard.rules.RulesTesting.run;
import static dev.tagyard.rules.RulesTesting.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.event.Samples;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one rule set does otherwise than another, and which rule does it.
class DifferenceTest {
  private Event purchase = Samples.purchase();

  @TempDir private Path root = Path.of(".");

  private List<String> differences(String before, String after) {
    return Difference.between(outcome("before", before), outcome("after", after)).stream()
        .map(it ->
            it.rule()
                + " "
                + it.destination()
                + " "
                + it.field()
                + " "
                + (it.before().isMissingNode() ? "-" : it.before())
                + " "
                + (it.after().isMissingNode() ? "-" : it.after()))
        .toList();
  }

  private RuleOutcome outcome(String folder, String rule) {
    write(root.resolve(folder), rule.startsWith("export") ? "a.js" : "a.yaml", rule);
    try (var rules = RulesTesting.load(root.resolve(folder))) {
      return run(rules, purchase, "meta", "ga4");
    }
  }

  @Test
  void the_same_rules_make_no_difference() {
    var yaml = "- {name: n, set: {params.a: 1}}\n- {not_to: [ga4]}\n";

    assertThat(differences(yaml, yaml)).isEmpty();
  }

  @Test
  void a_field_is_told_with_both_values_and_the_rule_that_set_it() {
    assertThat(
            differences(
                "- {name: old, set: {params.coupon: A}}\n",
                "- {name: first, set: {params.coupon: B}}\n- {name: new, destinations: [meta], set:"
                    + " {params.coupon: C, params.d: 1}}\n"))
        .containsExactly(
            "new meta params.coupon \"A\" \"C\"",
            "new meta params.d - 1",
            "first ga4 params.coupon \"A\" \"B\"");
  }

  @Test
  void what_is_not_set_any_more_is_the_doing_of_the_rule_that_went() {
    assertThat(differences("- {name: old, set: {params.x: 1}}\n", ""))
        .containsExactly("old meta params.x 1 -", "old ga4 params.x 1 -");
  }

  @Test
  void a_field_that_a_missing_rule_added_is_not_the_doing_of_one_that_stayed() {
    purchase = purchase.without("params");
    var stays = "- {name: stays, set: {params.a: 1}}\n";
    var both = stays + "- {name: goes, set: {params.b: 2}}\n";

    assertThat(differences(both, stays))
        .containsExactly("goes meta params.b 2 -", "goes ga4 params.b 2 -");
    assertThat(differences(stays, both))
        .containsExactly("goes meta params.b - 2", "goes ga4 params.b - 2");
  }

  @Test
  void null_is_as_missing() {
    var nulls = "export default (e) => { e.params = { a: null, b: [{ c: null, d: 1 }] }; };";

    assertThat(differences(nulls, "export default (e) => { e.params = { b: [{ d: 1 }] }; };"))
        .isEmpty();
    assertThat(differences(nulls, "export default (e) => { e.params = { a: 1, b: [{ d: 1 }] }; };"))
        .containsExactly("a.js meta params.a - 1", "a.js ga4 params.a - 1");
  }

  @Test
  void a_number_written_back_is_no_difference() {
    purchase = purchase.with("params.value", DecimalNode.valueOf(new BigDecimal("12.5")));
    var writes = "export default (e) => { e.params.value = e.params.value * 1; };";

    assertThat(differences(writes, "- {match: {event_name: none}, drop: true}\n")).isEmpty();
    assertThat(outcome("before", writes).traces()).isEmpty();
  }

  @Test
  void a_name_with_dots_is_told_like_any_other() {
    var rule = "export default (e) => { e.params['utm.source'] = 'x'; };";

    assertThat(differences(rule, rule.replace("'x'", "'y'")))
        .containsExactly(
            "a.js meta params.utm.source \"x\" \"y\"", "a.js ga4 params.utm.source \"x\" \"y\"");
    assertThat(outcome("before", rule).traces().getFirst().changed())
        .containsExactly(
            new Change("params.utm.source", MissingNode.getInstance(), TextNode.valueOf("x")));
  }

  @Test
  void events_that_are_withheld_are_told_with_the_reason() {
    assertThat(differences("", "- {name: gone, not_to: [ga4]}\n"))
        .containsExactly("gone ga4 (events) 1 \"dropped_by_rule:gone\"");
    assertThat(differences("- {name: gone, not_to: [ga4]}\n", ""))
        .containsExactly("gone ga4 (events) \"dropped_by_rule:gone\" 1");
  }

  @Test
  void an_event_that_is_taken_under_its_new_name_is_the_doing_of_the_rule_that_renames() {
    var filtered =
        new RuleOutcome(Map.of(), Map.of("meta", RuleOutcome.FILTERED), List.of(), Map.of());
    var renames = "- {name: renames, destinations: [meta], set: {event_name: refund}}\n";
    var drops = "- {name: drops, destinations: [meta], drop: true}\n";

    assertThat(Difference.between(filtered, meta(outcome("after", renames))))
        .containsExactly(
            new Difference(
                "renames",
                "meta",
                Difference.EVENTS,
                TextNode.valueOf(RuleOutcome.FILTERED),
                IntNode.valueOf(1)));
    assertThat(Difference.between(filtered, meta(outcome("dropped", drops)))).isEmpty();
    assertThat(Difference.between(meta(outcome("dropped", drops)), filtered)).isEmpty();
  }

  private static RuleOutcome meta(RuleOutcome outcome) {
    var byDestination = new HashMap<>(outcome.byDestination());
    byDestination.keySet().retainAll(Set.of("meta"));
    return new RuleOutcome(
        byDestination, outcome.dropped(), outcome.traces(), outcome.deadLetters());
  }

  @Test
  void a_report_groups_and_counts_and_keeps_some_samples() {
    var report = new DiffReport();
    var before = outcome("before", "");
    var after = outcome("after", "- {name: n, set: {params.a: 1}, not_to: [ga4]}\n");
    for (var i = 0; i < 5; i++) {
      report.add("E" + i, before, after);
    }
    report.add("same", before, before);

    var json = report.json();

    assertThat(json.path("events").asInt()).isEqualTo(6);
    assertThat(json.path("different").asInt()).isEqualTo(5);
    assertThat(json.path("groups").size()).isEqualTo(2);
    assertThat(json.at("/groups/0"))
        .hasToString(
            "{\"rule\":\"n\",\"destination\":\"meta\",\"field\":\"params.a\",\"events\":5,\"samples\":"
                + "[{\"event_id\":\"E0\",\"after\":1},{\"event_id\":\"E1\",\"after\":1},"
                + "{\"event_id\":\"E2\",\"after\":1}]}");
  }

  @Test
  void names_that_visitors_choose_do_not_make_a_report_grow_without_end() {
    var report = new DiffReport();
    var empties = "export default (e) => { e.params = { kept: 1 }; };";
    for (var i = 0; i < 3; i++) {
      for (var j = 0; j < 400; j++) {
        purchase = purchase.with("params.n" + i + "_" + j, "of a visitor");
      }
      report.add("E" + i, outcome("before" + i, ""), outcome("after" + i, empties));
      purchase = Samples.purchase();
    }

    var json = report.json();

    assertThat(json.path("limit").asInt()).isEqualTo(1_000);
    assertThat(json.path("groups").size()).isEqualTo(1_002);
    assertThat(json.path("groups").valueStream())
        .filteredOn(group -> group.path("field").asText().equals(DiffReport.OTHER))
        .extracting(JsonNode::toString)
        .containsExactlyInAnyOrder(
            "{\"rule\":\"a.js\",\"destination\":\"meta\",\"field\":\"(other)\",\"events\":2,\"samples\":[]}",
            "{\"rule\":\"a.js\",\"destination\":\"ga4\",\"field\":\"(other)\",\"events\":2,\"samples\":[]}");
  }
}
