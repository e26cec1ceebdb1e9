package dev.tagyard.rules;

import static dev.tagyard.rules.RulesTesting.problems;
import static dev.tagyard.rules.RulesTesting.run;
import static dev.tagyard.rules.RulesTesting.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.event.Samples;
import dev.tagyard.rules.yaml.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlRulesTest {
  private final Event purchase = Samples.purchase();

  @TempDir private Path root = Path.of(".");

  private Path folder() {
    return root.resolve("rules");
  }

  private RuleOutcome outcome(String yaml, String... destinations) {
    write(folder(), "a.yaml", yaml);
    try (var rules = RulesTesting.load(folder())) {
      return run(rules, purchase, destinations);
    }
  }

  private Event changed(String yaml) {
    return outcome(yaml, "meta").to("meta").getFirst();
  }

  private boolean matches(String condition) {
    var yaml = "- match: {%s}\n  set: {params.hit: 1}\n".formatted(condition);
    return changed(yaml).at("params.hit").isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event_name: purchase",
        "event_name: [page_view, purchase]",
        "params.value: 59.9",
        "params.value: '59.9'",
        "trusted: false",
        "params.nothing: ~",
        "params.value: {min: 59.9, max: 59.9}",
        "params.value: {range: {min: 10}}",
        "page.url: {prefix: 'https://shop.'}",
        "page.url: {regex: 'order=T\\d'}",
        "user.email: {exists: true}",
        "params.nothing: {exists: false}",
        "params.items: {exists: true}",
        "user.country: {not: FR}",
        "user.country: {not: [FR, US]}",
        "user.country: {not: {prefix: F}}",
        "user.email: {not: null}",
        "user.email: {not: ~, exists: true}",
        "params.nothing: {equals: null}",
        "params.nothing: {not: {not: null}}",
        "params.nothing: {not: {equals: 1}}",
        "event_name: {equals: purchase, prefix: pur}",
        "event_name: {one_of: [purchase, refund]}",
        "event_name: purchase, user.country: DE"
      })
  void a_condition_holds(String condition) {
    assertThat(matches(condition)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event_name: Purchase",
        "event_name: [page_view, refund]",
        "params.value: 60",
        "params.nothing: x",
        "params.value: {min: 60}",
        "params.value: {max: 59.8}",
        "params.coupon: {min: 1}",
        "page.url: {prefix: 'http://shop.'}",
        "page.url: {regex: '^order'}",
        "user.email: {exists: false}",
        "user.country: {not: DE}",
        "user.email: {equals: null}",
        "params.nothing: {not: null}",
        "params.nothing: {not: null, exists: false}",
        "event_name: {equals: purchase, prefix: ref}",
        "event_name: purchase, user.country: FR",
        "params.items: I1"
      })
  void a_condition_does_not_hold(String condition) {
    assertThat(matches(condition)).isFalse();
  }

  /// The event's value, as JSON, and the condition on it.
  @Test
  void copies_of_copies_end_where_they_take_too_much_memory() {
    var yaml = new StringBuilder();
    for (var n = 0; n < 30; n++) {
      yaml.append(
          "- {name: r%d, copy: {params.c%d: params}, on_error: dead_letter}\n".formatted(n, n));
    }

    assertThat(outcome(yaml.toString(), "meta").failures("meta"))
        .singleElement()
        .satisfies(failure ->
            assertThat(failure.message())
                .endsWith(": made of one event more than 8 MiB of memory hold"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "175928847299117063"     | [175928847299117063]
          175928847299117063       | 175928847299117063
          175928847299117063       | {min: 175928847299117063, max: 175928847299117063}
          "59.90"                  | 59.9
          59.9                     | 59.90
          5                        | 5.0
          " 0123 "                 | 123
          "+5E1"                   | 50
          "0.1234567890123456789"  | 0.1234567890123456789
          "1e-9999"                | {min: 0, max: 0.1}
          """)
  void numbers_are_compared_exactly(String value, String condition) throws IOException {
    assertThat(holds(value, condition)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "175928847299117070"     | [175928847299117063]
          175928847299117064       | 175928847299117063
          175928847299117062       | {min: 175928847299117063}
          "175928847299117064"     | {max: 175928847299117063}
          "0.1234567890123456788"  | 0.1234567890123456789
          "NaN"                    | {min: 10}
          "NaN"                    | {max: 10}
          "Infinity"               | {min: 10}
          "38D"                    | 38
          "0x1p3"                  | 8
          "1e999999999"            | {min: 10}
          "1e-999999999"           | {max: 10}
          "1e-99999999999999"      | {max: 10}
          "--5"                    | {max: 10}
          ""                       | {max: 10}
          """)
  void what_is_another_number_or_none_does_not_match(String value, String condition)
      throws IOException {
    assertThat(holds(value, condition)).isFalse();
  }

  @Test
  @Timeout(5)
  void a_text_as_long_as_may_be_is_no_number_and_costs_nothing() throws IOException {
    assertThat(holds('"' + "1".repeat(1 << 20) + '"', "{min: 10}")).isFalse();
  }

  private boolean holds(String value, String condition) throws IOException {
    write(folder(), "a.yaml", "- {match: {params.x: " + condition + "}, set: {params.hit: 1}}\n");
    var event = purchase.with("params.x", new ObjectMapper().readTree(value));
    try (var rules = RulesTesting.load(folder())) {
      return run(rules, event, "meta").to("meta").getFirst().at("params.hit").isPresent();
    }
  }

  @Test
  void of_a_list_one_element_is_enough() {
    write(folder(), "a.yaml", "- match: {params.tags: vip}\n  drop: true\n");
    try (var rules = RulesTesting.load(folder())) {
      var tagged = Samples.of("{\"event_id\":\"1\",\"params\":{\"tags\":[\"new\",\"vip\"]}}");

      assertThat(run(rules, tagged, "meta").byDestination()).isEmpty();
    }
  }

  @Test
  void copies_come_before_sets_and_removals() {
    var event =
        changed(
            """
            - copy: {params.order: params.transaction_id, params.coupon: params.currency,
                params.currency: params.coupon, params.none: params.nothing}
              set: {params.order_source: web, params.nested.value: [1, {a: true}]}
              remove: [params.transaction_id, user.email]
            """);

    assertThat(event.text("params.order")).contains("T1");
    assertThat(event.text("params.coupon")).contains("EUR");
    assertThat(event.text("params.currency")).contains("WINTER");
    assertThat(event.at("params.none")).isEmpty();
    assertThat(event.at("params.nested.value").orElseThrow()).hasToString("[1,{\"a\":true}]");
    assertThat(event.at("params.transaction_id")).isEmpty();
    assertThat(event.at("user.email")).isEmpty();
    assertThat(event.id()).isEqualTo("E1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          event_name | ""                | made an event without event_name
          event_name | {}                | made an event without event_name
          event_name | 5                 | made an event without event_name
          event_time | "soon"            | event_time must be a whole number of milliseconds
          event_time | 1763773200123.5   | event_time must be a whole number of milliseconds
          event_time | "NaN"             | event_time must be a whole number of milliseconds
          event_time | 100000000000000000000 | event_time must be a whole number of milliseconds
          """)
  void a_copy_that_leaves_no_event_fails(String field, String value, String words)
      throws IOException {
    write(
        folder(),
        "a.yaml",
        "\n- {name: c, copy: {%s: params.x}, on_error: dead_letter}\n".formatted(field));
    var event = purchase.with("params.x", new ObjectMapper().readTree(value));
    try (var rules = RulesTesting.load(folder())) {
      var outcome = run(rules, event, "meta");

      assertThat(outcome.byDestination()).isEmpty();
      assertThat(outcome.failures("meta"))
          .containsExactly(new RuleFailure("c", RuleEnd.ERROR, "rules/a.yaml:2: " + words, event));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1763773200123", "\"1763773200123\"", "1.763773200123E12"})
  void a_time_may_be_copied_from_what_reads_as_one(String value) throws IOException {
    write(folder(), "a.yaml", "- copy: {event_time: params.x}\n");
    var event = purchase.with("params.x", new ObjectMapper().readTree(value));
    try (var rules = RulesTesting.load(folder())) {
      var copied = run(rules, event, "meta").to("meta").getFirst();

      assertThat(copied.at("event_time").orElseThrow()).hasToString("1763773200123");
    }
  }

  @Test
  void a_value_may_come_from_the_environment() {
    write(folder(), "a.yaml", "- set: {params.shop: 'shop-${SHOP}'}\n");
    var options =
        RuleOptions.of(RulesTesting.DESTINATIONS)
            .withEnvironment(name -> Optional.of("of " + name));
    try (var rules = RulesTesting.load(folder(), options)) {
      assertThat(run(rules, purchase, "meta").to("meta").getFirst().text("params.shop"))
          .contains("shop-of SHOP");
    }
  }

  @Test
  void a_field_of_text_gets_what_is_written() {
    var event =
        changed(
            """
            - set:
                user.postal_code: 01067
                user.phone: +43660123
                params.coupon: 5E10
                params.method: True
                params.own: 01067
                params.items: [{item_id: 007, price: 1.50}]
                page: {url: 'https://x', title: 1.0}
            """);

    assertThat(event.at("user.postal_code").orElseThrow()).hasToString("\"01067\"");
    assertThat(event.at("user.phone").orElseThrow()).hasToString("\"+43660123\"");
    assertThat(event.at("params.coupon").orElseThrow()).hasToString("\"5E10\"");
    assertThat(event.at("params.method").orElseThrow()).hasToString("\"True\"");
    assertThat(event.at("params.own").orElseThrow()).hasToString("1067");
    assertThat(event.at("params.items").orElseThrow())
        .hasToString("[{\"item_id\":\"007\",\"price\":1.5}]");
    assertThat(event.at("page.title").orElseThrow()).hasToString("\"1.0\"");
  }

  @ParameterizedTest
  @CsvSource({"59.9, 59.9", "60, 60", "-1e2, -100.0"})
  void a_number_may_come_from_the_environment(String text, String number) {
    write(folder(), "a.yaml", "- set: {params.value: '${V}', params.items: [{price: '${V}'}]}\n");
    var options = RuleOptions.of(RulesTesting.DESTINATIONS).withEnvironment(_ -> Optional.of(text));
    try (var rules = RulesTesting.load(folder(), options)) {
      var event = run(rules, purchase, "meta").to("meta").getFirst();

      assertThat(event.at("params.value").orElseThrow()).hasToString(number);
      assertThat(event.at("params.items").orElseThrow())
          .hasToString("[{\"price\":" + number + "}]");
    }
  }

  @Test
  void what_the_environment_gives_has_to_be_a_number_too() {
    write(folder(), "a.yaml", "- set: {params.value: '${V}', params.session_number: '${W}'}\n");
    List<Problem> problems = new ArrayList<>();
    var options =
        RuleOptions.of(RulesTesting.DESTINATIONS)
            .withEnvironment(name -> Optional.of(name.equals("V") ? "NaN" : "1.5"));

    assertThat(RuleSet.load(folder(), options, problems)).isEmpty();
    assertThat(problems)
        .extracting(Problem::toString)
        .containsExactly(
            "rules/a.yaml:1: [0].set.params.value: must be a number, not \"${V}\"",
            "rules/a.yaml:1: [0].set.params.session_number: must be a whole number, not \"${W}\"");
  }

  @Test
  void a_dropped_event_says_which_rule() {
    var outcome = outcome("- name: internal\n  drop: true\n", "meta", "ga4");

    assertThat(outcome.byDestination()).isEmpty();
    assertThat(outcome.dropped())
        .isEqualTo(Map.of("meta", "dropped_by_rule:internal", "ga4", "dropped_by_rule:internal"));
    assertThat(outcome.traces().getFirst().end()).isEqualTo(RuleEnd.DROPPED);
  }

  @Test
  void send_to_and_not_to_only_narrow() {
    var sendTo = outcome("- send_to: [meta, partner]\n", "meta", "ga4");
    var notTo = outcome("- not_to: [meta]\n", "meta", "ga4");

    assertThat(sendTo.byDestination()).containsOnlyKeys("meta");
    assertThat(sendTo.dropped()).isEqualTo(Map.of("ga4", "dropped_by_rule:a.yaml#1"));
    assertThat(notTo.byDestination()).containsOnlyKeys("ga4");
    assertThat(notTo.traces().getFirst().withheld()).containsExactly("meta");
  }

  @Test
  void a_rule_for_one_destination_leaves_the_others_alone() {
    var outcome =
        outcome(
            """
            - destinations: [meta]
              set: {event_name: Purchase}
            - match: {event_name: Purchase}
              set: {params.seen: true}
            """,
            "meta",
            "ga4");

    assertThat(outcome.to("meta").getFirst().name()).isEqualTo("Purchase");
    assertThat(outcome.to("meta").getFirst().at("params.seen")).isPresent();
    assertThat(outcome.to("ga4")).containsExactly(purchase);
    assertThat(outcome.traces())
        .extracting(RuleTrace::destinations)
        .containsExactly(Set.of("meta"), Set.of("meta"));
  }

  @Test
  void a_trace_names_the_paths_that_differ() {
    var outcome =
        outcome("- set: {params.value: 1, user.city: Berlin}\n  remove: [ids.fbp]\n", "meta");

    assertThat(outcome.traces().getFirst().changed())
        .extracting(Change::path)
        .containsExactlyInAnyOrder("params.value", "ids.fbp");
  }

  @Test
  void a_rule_that_changes_nothing_hands_on_the_same_event() {
    var outcome = outcome("- match: {event_name: refund}\n  drop: true\n", "meta", "ga4");

    assertThat(outcome.to("meta").getFirst()).isSameAs(purchase);
    assertThat(outcome.to("ga4").getFirst()).isSameAs(purchase);
    assertThat(outcome.traces()).isEmpty();
  }

  @Test
  void a_regular_expression_that_blows_up_is_stopped() {
    write(
        folder(),
        "a.yaml",
        """
        - name: slow
          match: {page.title: {regex: '(a*)*\\1b'}}
          drop: true
          on_error: dead_letter
        """);
    var event = purchase.with("page.title", "a".repeat(40) + "!");
    try (var rules = RulesTesting.load(folder())) {
      var outcome = run(rules, event, "meta");

      assertThat(outcome.byDestination()).isEmpty();
      assertThat(outcome.failures("meta"))
          .containsExactly(
              new RuleFailure(
                  "slow",
                  RuleEnd.TIMEOUT,
                  "rules/a.yaml:1: the regular expression takes too many steps",
                  event));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "page.title: {regex: '(a*)*\\1b'}, params.value: {min: 1000}",
        "params.value: {min: 1000}, page.title: {not: {regex: '(a*)*\\1b'}}",
        "page.title: {regex: '(a*)*\\1b', prefix: a}, user.country: {not: DE}"
      })
  void a_suspended_rule_fails_only_on_what_it_may_match(String conditions) {
    write(
        folder(),
        "a.yaml",
        "- {match: {%s}, drop: true, on_error: dead_letter}\n".formatted(conditions));
    var crafted =
        purchase
            .with("page.title", "a".repeat(40) + "!")
            .with("params.value", IntNode.valueOf(5000))
            .with("user.country", "FR");
    var options = RuleOptions.of(RulesTesting.DESTINATIONS).withClock(() -> Instant.EPOCH);
    try (var rules = RulesTesting.load(folder(), options)) {
      for (var i = 0; i < 5; i++) {
        run(rules, crafted, "meta");
      }

      assertThat(run(rules, crafted.with("page.title", "a"), "meta").failures("meta"))
          .extracting(RuleFailure::end)
          .containsExactly(RuleEnd.SUSPENDED);
      assertThat(run(rules, purchase, "meta").to("meta")).containsExactly(purchase);
    }
  }

  @Test
  void a_regular_expression_that_eats_the_stack_is_stopped_and_the_event_goes_on() {
    write(folder(), "a.yaml", "- {match: {page.title: {regex: '(a|b|ab)*c\\1'}}, drop: true}\n");
    var event = purchase.with("page.title", "ab".repeat(4000));
    try (var rules = RulesTesting.load(folder())) {
      var outcome = run(rules, event, "meta");

      assertThat(outcome.to("meta")).containsExactly(event);
      assertThat(outcome.traces().getFirst().end()).isEqualTo(RuleEnd.TIMEOUT);
    }
  }

  @Test
  void files_run_in_order_of_their_names() {
    write(folder(), "20.yaml", "- copy: {params.b: params.a}\n");
    write(folder(), "10.yaml", "- set: {params.a: 1}\n");
    try (var rules = RulesTesting.load(folder())) {
      assertThat(rules.rules())
          .extracting(RuleInfo::name)
          .containsExactly("10.yaml#1", "20.yaml#1");
      assertThat(run(rules, purchase, "meta").to("meta").getFirst().at("params.b")).isPresent();
    }
  }

  @Test
  void a_missing_or_empty_folder_has_no_rules() {
    try (var rules = RulesTesting.load(root.resolve("nowhere"))) {
      assertThat(run(rules, purchase, "meta").to("meta").getFirst()).isSameAs(purchase);
    }
    write(folder(), "empty.yaml", "# nothing yet\n");
    assertThat(problems(folder())).isEmpty();
  }

  @Test
  void all_mistakes_are_told_with_file_line_and_path() {
    write(
        folder(),
        "a.yaml",
        """
        - name: one
          match:
            user.emial: x
            page.url: {regex: '('}
            params.value: {mn: 1}
            user.city: {}
          set: {user.email: [1], visitor.ip: x, params.value: many, event_id: x}
          copy: {params.a: usr.email}
          remove: [event_name]
          send_to: [mta]
        - match: {event_name: x}
        - sett: {a: b}
          on_error: stop
        - name: one
          drop: true
        """);
    write(folder(), "b.yaml", "rules: []\n");

    assertThat(problems(folder()))
        .containsExactlyInAnyOrder(
            "rules/a.yaml:3: [0].match.user.emial: unknown field \"user.emial\"; did you mean"
                + " \"user.email\"?",
            "rules/a.yaml:4: [0].match.page.url.regex: is not a regular expression: Unclosed"
                + " group",
            "rules/a.yaml:5: [0].match.params.value: unknown key \"mn\"; did you mean \"min\"?",
            "rules/a.yaml:6: [0].match.user.city: says nothing",
            "rules/a.yaml:7: [0].set.user.email: must be text, not a list",
            "rules/a.yaml:7: [0].set.visitor.ip: the field \"visitor.ip\" cannot be changed by a"
                + " rule",
            "rules/a.yaml:7: [0].set.params.value: must be a number, not \"many\"",
            "rules/a.yaml:7: [0].set.event_id: the field \"event_id\" cannot be changed by a rule",
            "rules/a.yaml:8: [0].copy.params.a: unknown field \"usr.email\"; did you mean"
                + " \"user.email\"?",
            "rules/a.yaml:9: [0].remove[0]: the field \"event_name\" cannot be removed",
            "rules/a.yaml:10: [0].send_to[0]: unknown destination \"mta\"; did you mean \"meta\"?",
            "rules/a.yaml:11: [1]: does nothing: give it one of set, copy, remove, drop, send_to,"
                + " not_to",
            "rules/a.yaml:12: [2]: unknown key \"sett\"; did you mean \"set\"?",
            "rules/a.yaml:13: [2].on_error: must be one of skip, dead_letter, not \"stop\"",
            "rules/b.yaml:1: must be a list of rules, each with a dash, not a mapping");
  }

  @Test
  void a_field_can_be_equal_to_single_values_alone() {
    write(
        folder(),
        "a.yaml",
        """
        - match:
            user.country: {not: {equals: [US, CA]}}
            user.city:
              one_of: [Linz, [Graz]]
            user.region: [{a: b}, x]
            params.a: {equals: {b: c}, exists: true}
          drop: true
        """);

    assertThat(problems(folder()))
        .containsExactly(
            "rules/a.yaml:2: [0].match.user.country.not.equals: must be one value, not a list:"
                + " use one_of for several",
            "rules/a.yaml:4: [0].match.user.city.one_of[1]: must be one value, not a list",
            "rules/a.yaml:5: [0].match.user.region[0]: must be one value, not a mapping",
            "rules/a.yaml:6: [0].match.params.a.equals: must be one value, not a mapping: use"
                + " one_of for several");
  }

  @Test
  void two_rules_of_one_name_are_refused() {
    write(folder(), "a.yaml", "- {name: one, drop: true}\n- {name: one, drop: true}\n");

    assertThat(problems(folder()))
        .containsExactly("rules/a.yaml:2: the name \"one\" has a rule already at rules/a.yaml:1");
  }

  @Test
  void fields_are_looked_at_also_where_the_rule_holds_other_mistakes() {
    write(
        folder(),
        "a.yaml",
        """
        - match: { event_nam: purchase }
          set: { params_value: 1 }
          remove: [user.emial]
          dropp: true
        """);

    assertThat(problems(folder()))
        .extracting(line -> line.replaceAll("^(\\S+ ).*?(\"[^\"]+\").*", "$1$2"))
        .containsExactlyInAnyOrder(
            "rules/a.yaml:4: \"dropp\"",
            "rules/a.yaml:1: \"event_nam\"",
            "rules/a.yaml:2: \"params_value\"",
            "rules/a.yaml:3: \"user.emial\"");
  }
}
