package dev.tagyard.rules;

import static dev.tagyard.rules.RulesTesting.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.rules.yaml.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnreachableTest {
  @TempDir private Path root = Path.of(".");

  private List<String> findings(String yaml) {
    var folder = root.resolve("rules");
    write(folder, "a.yaml", yaml);
    try (var rules = RulesTesting.load(folder)) {
      return rules.findings().stream().map(Problem::toString).toList();
    }
  }

  @Test
  void what_comes_after_an_end_for_all_is_never_reached() {
    write(root.resolve("rules"), "b.js", "export default () => {};");

    assertThat(findings("- {drop: true}\n- {set: {params.a: 1}}\n"))
        .containsExactly(
            "rules/a.yaml:2: is never reached: the rule \"a.yaml#1\" at rules/a.yaml:1 ends every"
                + " event that it is for",
            "rules/b.js:1: is never reached: the rule \"a.yaml#1\" at rules/a.yaml:1 ends every"
                + " event that it is for");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- {match: {event_name: a}, drop: true}\n- {match: {event_name: a}, set: {params.a: 1}}",
        "- {match: {event_name: [a, b]}, drop: true}\n"
            + "- {match: {event_name: b, params.c: 1}, drop: true}",
        "- {match: {page.url: {prefix: 'https://a'}}, drop: true}\n"
            + "- {match: {page.url: {prefix: 'https://a/b'}}, remove: [params.a]}",
        "- {match: {user.email: {exists: true}}, send_to: []}\n"
            + "- {match: {user.email: a}, drop: true}",
        "- {match: {event_name: a}, not_to: [meta, ga4, partner]}\n"
            + "- {match: {event_name: a}, set: {params.a: 1}}",
        "- {match: {event_name: a}, drop: true, destinations: [meta, ga4]}\n"
            + "- {match: {event_name: a}, destinations: [meta], drop: true}"
      })
  void a_rule_for_what_was_ended_before_is_never_reached(String yaml) {
    assertThat(findings(yaml)).singleElement().asString().startsWith("rules/a.yaml:2: is never");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- {match: {event_name: a}, drop: true}\n- {match: {event_name: b}, drop: true}",
        "- {match: {event_name: a}, drop: true}\n- {drop: true}",
        """
        - {match: {event_name: a}, drop: true}
        - {set: {event_name: a}}
        - {match: {event_name: a}, drop: true}
        """,
        """
        - {match: {params.x.y: a}, drop: true}
        - {remove: [params.x]}
        - {match: {params.x.y: a}, drop: true}
        """,
        """
        - {match: {event_name: a}, drop: true, destinations: [meta]}
        - {match: {event_name: a}, drop: true}
        """,
        "- {match: {event_name: a}, not_to: [meta]}\n- {match: {event_name: a}, drop: true}",
        "- {match: {params.a: {prefix: 5}}, drop: true}\n- {match: {params.a: 50}, drop: true}",
        "- {match: {params.a: {equals: 5, not: {not: 5.0}}}, drop: true}"
      })
  void a_rule_that_something_may_reach_is_not_complained_of(String yaml) {
    assertThat(findings(yaml)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- {match: {params.value: {range: {min: 5, max: 1}}}, drop: true}",
        "- {match: {params.value: {min: 5, max: 1}}, drop: true}",
        "- {match: {event_name: []}, drop: true}",
        "- {match: {user.email: {exists: false, prefix: a}}, drop: true}"
      })
  void a_condition_that_nothing_meets_is_told(String yaml) {
    assertThat(findings(yaml))
        .singleElement()
        .asString()
        .startsWith("rules/a.yaml:1: never matches");
  }
}
