package dev.tagyard.rules;

import static dev.tagyard.rules.RulesTesting.problems;
import static dev.tagyard.rules.RulesTesting.run;
import static dev.tagyard.rules.RulesTesting.write;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.event.Samples;
import dev.tagyard.rules.script.ScriptLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptRulesTest {
  private final Event purchase = Samples.purchase();

  @TempDir private Path root = Path.of(".");

  private Path folder() {
    return root.resolve("rules");
  }

  private RuleOutcome outcome(String script, String... destinations) {
    write(folder(), "a.js", script);
    try (var rules = RulesTesting.load(folder())) {
      return run(rules, purchase, destinations);
    }
  }

  @Test
  void a_script_for_all_runs_once_and_its_change_is_shared() {
    var outcome =
        outcome("export default (e) => { e.params.margin = e.params.value / 2; };", "meta", "ga4");

    assertThat(outcome.to("meta").getFirst().number("params.margin")).hasValue(29.95);
    assertThat(outcome.to("ga4").getFirst()).isSameAs(outcome.to("meta").getFirst());
    assertThat(outcome.traces())
        .singleElement()
        .satisfies(trace -> {
          assertThat(trace.rule()).isEqualTo("a.js");
          assertThat(trace.destinations()).isEqualTo(Set.of("meta", "ga4"));
          assertThat(trace.changed()).extracting(Change::path).containsExactly("params.margin");
        });
  }

  @Test
  void a_script_for_named_destinations_runs_for_each_alone() {
    var outcome =
        outcome(
            """
            export const destinations = ['meta', 'ga4'];
            export default (e, context) => { e.params.for = context.destination; };
            """,
            "meta",
            "ga4",
            "partner");

    assertThat(outcome.to("meta").getFirst().text("params.for")).contains("meta");
    assertThat(outcome.to("ga4").getFirst().text("params.for")).contains("ga4");
    assertThat(outcome.to("partner")).containsExactly(purchase);
  }

  @Test
  void null_drops_the_event() {
    var outcome = outcome("export default () => null;", "meta");

    assertThat(outcome.byDestination()).isEmpty();
    assertThat(outcome.dropped()).isEqualTo(Map.of("meta", "dropped_by_rule:a.js"));
  }

  @Test
  void further_events_get_ids_of_their_own() {
    var outcome =
        outcome(
            """
            export default (e) => [
              { ...e, event_id: 'changed' }, { ...e }, { ...e, event_id: 'own' },
              { ...e, event_id: 'own' }, { event_name: 'extra', params: {} }];
            """,
            "meta");

    assertThat(outcome.to("meta"))
        .extracting(Event::id)
        .containsExactly("E1", "E1-2", "own", "E1-3", "E1-4");
    assertThat(outcome.to("meta").getLast().time()).isEqualTo(purchase.time());
    assertThat(outcome.to("meta").getLast().text("visitor.ip")).contains("192.0.2.7");
    assertThat(outcome.traces().getFirst().ignored()).containsExactly("event_id");
  }

  @Test
  void ids_stay_unique_when_a_later_rule_splits_again() {
    write(folder(), "a.js", "export default (e) => [e, e];");
    write(folder(), "b.js", "export default (e) => [e, e];");
    try (var rules = RulesTesting.load(folder())) {
      assertThat(run(rules, purchase, "meta").to("meta"))
          .extracting(Event::id)
          .doesNotHaveDuplicates()
          .hasSize(4)
          .contains("E1");
    }
  }

  @Test
  void a_later_rule_gives_no_id_twice_to_what_an_earlier_one_split() {
    write(folder(), "a.js", "export default (e) => [e, e];");
    write(folder(), "b.js", "export default (e) => [e, { ...e, event_id: 'own' }];");
    try (var rules = RulesTesting.load(folder())) {
      assertThat(run(rules, purchase, "meta").to("meta"))
          .extracting(Event::id)
          .containsExactly("E1", "own", "E1-2", "E1-2-2");
    }
  }

  @Test
  void an_id_is_text_whatever_a_script_puts_there() {
    var outcome =
        outcome(
            """
            export default (e) => [
              e, { ...e, event_id: null }, { ...e, event_id: 7 }, { ...e, event_id: ['x'] }];
            """,
            "meta");

    assertThat(outcome.to("meta"))
        .extracting(event -> event.tree().path("event_id").textValue())
        .containsExactly("E1", "E1-2", "7", "E1-3");
  }

  @Test
  void what_the_server_saw_cannot_be_changed() {
    var outcome =
        outcome(
            """
            export default (e) => {
              e.visitor.ip = '203.0.113.1'; delete e.source; e.trusted = true; e.received_at = 0;
              e.user.city = 'Bonn';
            };
            """,
            "meta");

    var event = outcome.to("meta").getFirst();
    assertThat(event).isEqualTo(purchase.with("user.city", "Bonn"));
    assertThat(outcome.traces().getFirst().ignored())
        .containsExactlyInAnyOrder("visitor", "trusted", "received_at");
    assertThat(outcome.traces().getFirst().changed())
        .extracting(Change::path)
        .containsExactly("user.city");
  }

  @Test
  void a_failing_script_is_skipped_and_says_where() {
    var outcome = outcome("export default (e) => {\n  e.params.value = e.nope.x;\n};", "meta");

    assertThat(outcome.to("meta")).containsExactly(purchase);
    assertThat(outcome.traces().getFirst().end()).isEqualTo(RuleEnd.ERROR);
    assertThat(outcome.traces().getFirst().error().orElseThrow())
        .startsWith("rules/a.js:2:20: TypeError: ")
        .endsWith("\n      e.params.value = e.nope.x;\n" + " ".repeat(23) + "^");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          e.params.items.foreach((x) => x) | foreach is not a function
          e.params.nosuch()                | nosuch is not a function
          e.params.items[0].nosuch()       | nosuch is not a function
          e.params.value()                 | value is not a function
          c.nosuch()                       | nosuch is not a function
          c.now()                          | now is not a function
          e()                              | an object is not a function
          new e.params()                   | an object is not a constructor
          """)
  void what_is_no_function_is_told_in_plain_words(String call, String words) {
    var outcome = outcome("export default (e, c) => { " + call + "; };", "meta");

    assertThat(outcome.traces().getFirst().error().orElseThrow())
        .startsWith("rules/a.js:1:28: TypeError: " + words + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          (e) => (async () => e)()               | must not be async: an event waits for nothing
          (e) => new Array(101).fill(e)          | may return 100 events at most
          () => 'jo@example.net'                 | must return an event, a list of events, or null
          (e) => { e.params.f = () => 1; }       | a function cannot be part of an event
          (e, c) => { c.now = 1; }               | is read only
          (e) => { delete e.event_name; }        | made an event without event_name
          (e, c) => c.lookup(1)                  | wanted lookup(table, key)
          () => { throw new TypeError('jo@'); }  | TypeError
          () => { throw 'jo@example.net'; }      | ''
          """)
  void words_of_ours_may_be_logged_and_others_may_not(String rule, String kind) {
    write(folder(), "a.js", "\n\nconst rule = " + rule + ";\nexport default rule;");
    List<RuleFault> told = new ArrayList<>();
    var options = RuleOptions.of(RulesTesting.DESTINATIONS).withObserver(faults(told));
    try (var rules = RulesTesting.load(folder(), options)) {
      run(rules, purchase, "meta");
    }

    assertThat(told).singleElement().extracting(RuleFault::kind).isEqualTo(kind);
    assertThat(told.getFirst().place()).matches("rules/a.js:[34](:\\d+)?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "e.params.x = 'x'.repeat(1 << 20); return new Array(100).fill(e);",
        "e.params.x = new Array(100_000).fill({}); return e;"
      })
  void what_takes_too_much_memory_is_an_error_of_the_rule(String body) {
    var rule = "export const onError = 'dead_letter';\nexport default (e) => { " + body + " };";

    var outcome = outcome(rule, "meta");

    assertThat(outcome.failures("meta"))
        .singleElement()
        .satisfies(failure ->
            assertThat(failure.message())
                .isEqualTo("rules/a.js:2: made of one event more than 8 MiB of memory hold"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          for (let i = 0; i + 1 < l.length; i++) { l[i].a = l[i + 1]; l[i].b = l[i + 1]; } | 12  | true
          for (let i = 0; i + 1 < l.length; i++) { l[i].a = l[i + 1]; l[i].b = l[i + 1]; } | 18  | false
          for (let i = 0; i < 2000; i++) p['copy' + i] = l;                                | 1   | true
          for (let i = 0; i < 2000; i++) p['copy' + i] = l;                                | 200 | false
          const x = 'x'.repeat(1e6); for (let i = 0; i < 100; i++) p['copy' + i] = x;      | 1   | false
          """)
  void what_stands_in_many_places_counts_in_each(String body, int items, boolean small) {
    write(
        folder(),
        "a.js",
        "export const onError = 'dead_letter';\n"
            + "export default (e) => { const p = e.params; const l = p.items; "
            + body
            + " };");
    var event = purchase.copy();
    var list = event.withObject("/params").putArray("items");
    for (var i = 0; i < items; i++) {
      list.addObject().put("item_id", "I" + i);
    }
    try (var rules = RulesTesting.load(folder())) {
      var outcome = run(rules, Event.of(event), "meta");

      assertThat(outcome.to("meta")).hasSize(small ? 1 : 0);
      assertThat(outcome.failures("meta")).hasSize(small ? 0 : 1);
    }
  }

  private static RuleObserver faults(List<RuleFault> told) {
    return new RuleObserver() {
      @Override
      public void ended(String rule, RuleEnd end, long nanos) {}

      @Override
      public void failed(String rule, RuleEnd end, RuleFault fault, String eventId) {
        told.add(fault);
      }
    };
  }

  @Test
  void a_long_line_is_shown_with_marks_where_it_is_cut() {
    var blanks = " ".repeat(90);
    var outcome =
        outcome("/* a */" + blanks + "export default () => null.x;" + blanks + "// b", "meta");

    assertThat(outcome.traces().getFirst().error().orElseThrow().lines().skip(1))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("    … ").contains("null.x").endsWith(" …"),
            line -> assertThat(line).endsWith(" ^"));
  }

  @Test
  void who_misses_the_console_is_told_what_there_is() {
    var outcome = outcome("export default () => console.log('seen');", "meta");

    assertThat(outcome.traces().getFirst().error().orElseThrow())
        .contains("ReferenceError: console is not defined: use context.log(…)");
  }

  @Test
  void what_is_put_in_the_place_of_a_prototype_is_not_sent() {
    var outcome =
        outcome(
            "export default (e) => { e.params['__proto__'] = { a: 1 }; e.params.b = 2; };", "meta");

    assertThat(outcome.to("meta")).containsExactly(purchase.with("params.b", new IntNode(2)));
  }

  @Test
  void a_rule_that_only_logs_leaves_the_event_as_it_is() {
    var outcome = outcome("export default (e, { log }) => log('seen');", "meta");

    assertThat(outcome.to("meta")).containsExactly(purchase);
    assertThat(outcome.traces().getFirst().log()).containsExactly("seen");
  }

  @Test
  void an_observer_is_told_of_the_place_and_the_event() {
    write(folder(), "a.js", "export default (e) => e.nope.x;");
    List<String> told = new ArrayList<>();
    var observer =
        new RuleObserver() {
          @Override
          public void ended(String rule, RuleEnd end, long nanos) {}

          @Override
          public void failed(String rule, RuleEnd end, RuleFault fault, String eventId) {
            told.add(rule + " " + end + " " + fault.place() + " " + fault.kind() + " " + eventId);
          }
        };
    var options = RuleOptions.of(RulesTesting.DESTINATIONS).withObserver(observer);
    try (var rules = RulesTesting.load(folder(), options)) {
      run(rules, purchase, "meta");
      rules.warmUp(Duration.ofMillis(1));
      rules.rehearse(List.of(new RuleInput(purchase, Set.of("meta"), Map.of())));
    }
    assertThat(told).containsExactly("a.js ERROR rules/a.js:1:23 TypeError E1");
  }

  @Test
  void a_failing_script_may_make_dead_letters() {
    var outcome =
        outcome(
            """
            export const onError = 'dead_letter';
            export default (e) => { throw new Error('no margin for ' + e.params.coupon); };
            """,
            "meta",
            "ga4");

    assertThat(outcome.byDestination()).isEmpty();
    assertThat(outcome.failures("meta"))
        .containsExactly(
            new RuleFailure(
                "a.js", RuleEnd.ERROR, "rules/a.js:2:31: Error: no margin for WINTER", purchase));
    assertThat(outcome.failures("ga4")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "throw new Error('x' + '😀'.repeat(1e5));",
        "throw '😀'.repeat(1e5);",
        "c.lookup('x'.repeat(1e5), 'a');"
      })
  void the_words_of_an_error_are_bounded(String statement) {
    var outcome =
        outcome(
            "export const onError = 'dead_letter';\nexport default (e, c) => { "
                + statement
                + " };",
            "meta");

    var message = outcome.failures("meta").getFirst().message();
    assertThat(message).endsWith("…").hasSizeBetween(900, 1_100);
    assertThat(message.codePoints().filter(c -> Character.getType(c) == Character.SURROGATE))
        .isEmpty();
    assertThat(outcome.traces().getFirst().error().orElseThrow()).hasSizeLessThan(1_400);
  }

  @Test
  void a_table_in_another_encoding_is_told_by_its_name() throws IOException {
    write(folder(), "a.js", "export default (e) => e;");
    Files.write(folder().resolve("t.csv"), "a,b\n1,Fa\u00e7ade\n".getBytes(ISO_8859_1));

    assertThat(problems(folder())).containsExactly("rules/t.csv: is not UTF-8");
  }

  @Test
  void a_table_has_lines_and_each_column_once() {
    write(folder(), "a.js", "export default () => {};\n");
    write(folder(), "cr.csv", "a,b\r1,x\r2,y\r");
    write(folder(), "crlf.csv", "a,b\r\n1,x\r\n2,\"y\rz\"\r\n");
    write(folder(), "twice.csv", "a,b,b\n1,x,y\n");
    write(folder(), "blank.csv", "a,b,,\n1,x,,\n");

    assertThat(problems(folder()))
        .containsExactly(
            "rules/cr.csv:1: a carriage return ends no line here: save it with line feeds",
            "rules/twice.csv:1: the column \"b\" stands twice");
  }

  @Test
  void an_event_needs_a_name_and_a_time() {
    assertThat(
            outcome("export default (e) => { delete e.event_name; };", "meta")
                .traces()
                .getFirst()
                .error()
                .orElseThrow())
        .isEqualTo("rules/a.js:1: made an event without event_name");
    for (var time : List.of("'now'", "1.5", "1e20", "-1e19")) {
      assertThat(
              outcome("export default (e) => ({ ...e, event_time: " + time + " });", "meta")
                  .traces()
                  .getFirst()
                  .error())
          .as(time)
          .contains("rules/a.js:1: event_time must be a whole number of milliseconds");
    }
  }

  @Test
  void yaml_and_script_run_in_order_of_their_files() {
    write(folder(), "10.yaml", "- set: {params.a: 1}\n");
    write(folder(), "20.js", "export default (e) => { e.params.b = e.params.a + 1; };");
    write(folder(), "30.yaml", "- {match: {params.b: 2}, copy: {params.c: params.b}}\n");
    try (var rules = RulesTesting.load(folder())) {
      var event = run(rules, purchase, "meta").to("meta").getFirst();

      assertThat(event.number("params.c")).hasValue(2);
      assertThat(rules.rules())
          .extracting(RuleInfo::name)
          .containsExactly("10.yaml#1", "20.js", "30.yaml#1");
    }
  }

  @Test
  void mistakes_in_scripts_are_told_beside_those_in_yaml() {
    write(folder(), "a.yaml", "- {}\n");
    write(folder(), "b.js", "export default function (e) {\n  return e..x;\n}\n");

    assertThat(problems(folder()))
        .hasSize(2)
        .anyMatch(problem -> problem.startsWith("rules/a.yaml:1: [0]: does nothing"))
        .anyMatch(problem -> problem.startsWith("rules/b.js:2: column 12: SyntaxError"));
  }

  @Test
  void a_script_that_does_not_end_while_it_is_loaded_is_told_beside_the_others() {
    write(folder(), "10.js", "export default () => null;");
    write(folder(), "15.js", "while (true) {}\nexport default () => null;");
    write(folder(), "20.js", "let n = 0; while (n < 1000) { n++; }\nexport default () => n;");
    write(folder(), "25.js", "null.x; export default () => null;");

    assertThat(problems(folder()))
        .hasSize(2)
        .anyMatch(problem -> problem.startsWith("rules/25.js:1: column 1: TypeError"))
        .contains(
            "rules/15.js:1: column 8: does not end, or does too much, while it is loaded: all that"
                + " stands outside of functions");
  }

  @Test
  void a_file_that_is_not_utf_8_is_told_beside_the_others() throws IOException {
    write(folder(), "a.js", "export default () => x..y;");
    Files.write(folder().resolve("b.js"), new byte[] {'/', '/', (byte) 0xfc});
    write(folder(), "c.js", "import './lib/d.js'; export default () => null;");
    write(folder(), "lib/d.js", "");
    Files.write(folder().resolve("lib/d.js"), new byte[] {'/', '/', (byte) 0xfc});

    assertThat(problems(folder()))
        .hasSize(3)
        .anyMatch(problem -> problem.startsWith("rules/a.js:1: column 24: SyntaxError"))
        .contains("rules/b.js: is not UTF-8", "rules/lib/d.js: is not UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ./lib/missing.js | there is no lib/missing.js
          ./lib/ok         | there is no lib/ok; did you mean './lib/ok.js'?
          ./lib            | there is no lib; did you mean './lib/index.js'?
          ../lib/ok.js     | cannot import '../lib/ok.js': only scripts of the rules folder, such as './lib/tools.js'
          lib/ok.js        | cannot import 'lib/ok.js': only scripts of the rules folder, such as './lib/tools.js'
          """)
  void an_import_of_nothing_says_what_there_is(String specifier, String words) {
    write(folder(), "a.js", "import '" + specifier + "';\nexport default () => null;");
    write(folder(), "lib/ok.js", "");
    write(folder(), "lib/index.js", "");

    assertThat(problems(folder())).containsExactly("rules/a.js:1: column 1: " + words);
  }

  @Test
  void unknown_destinations_and_words_are_refused() {
    write(
        folder(),
        "a.js",
        """
        export const destinations = ['mta'];
        export const onError = 'stop';
        export default () => null;
        """);
    write(folder(), "b.js", "export const x = 1;\n");

    assertThat(problems(folder()))
        .containsExactlyInAnyOrder(
            "rules/b.js: needs: export default function (event, context)",
            "rules/a.js: unknown destination \"mta\"; did you mean \"meta\"?",
            "rules/a.js: onError must be 'skip' or 'dead_letter', not 'stop'");
  }

  @Test
  void a_rule_that_times_out_again_and_again_is_suspended_for_a_while() {
    write(folder(), "a.js", "export default () => { for (;;) {} };");
    var now = new AtomicReference<>(Instant.EPOCH);
    List<RuleEnd> ends = new ArrayList<>();
    var options =
        RuleOptions.of(RulesTesting.DESTINATIONS)
            .withLimits(ScriptLimits.usual().withTime(Duration.ofMillis(10)))
            .withClock(now::get)
            .withObserver((_, end, _) -> ends.add(end));
    try (var rules = RulesTesting.load(folder(), options)) {
      for (var i = 0; i < 7; i++) {
        assertThat(run(rules, purchase, "meta").to("meta")).containsExactly(purchase);
      }
      now.set(Instant.EPOCH.plusSeconds(29));
      run(rules, purchase, "meta");
      // On trial: one more is enough.
      now.set(Instant.EPOCH.plusSeconds(31));
      run(rules, purchase, "meta");
      run(rules, purchase, "meta");
      // After ten seconds without a call the trial is over.
      now.set(Instant.EPOCH.plusSeconds(31 + 30 + 11));
      run(rules, purchase, "meta");
      run(rules, purchase, "meta");
    }
    assertThat(ends)
        .containsExactly(
            RuleEnd.TIMEOUT,
            RuleEnd.TIMEOUT,
            RuleEnd.TIMEOUT,
            RuleEnd.TIMEOUT,
            RuleEnd.TIMEOUT,
            RuleEnd.SUSPENDED,
            RuleEnd.SUSPENDED,
            RuleEnd.SUSPENDED,
            RuleEnd.TIMEOUT,
            RuleEnd.SUSPENDED,
            RuleEnd.TIMEOUT,
            RuleEnd.TIMEOUT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          const f = () => f() + 1; export default () => f();             | call stack size
          export default () => { let s = 'x'; for (;;) { s += s; } };    | string length
          """)
  void a_rule_that_the_engine_stops_again_and_again_is_suspended(String script, String limit) {
    write(folder(), "a.js", script);
    List<RuleEnd> ends = new ArrayList<>();
    List<String> words = new ArrayList<>();
    var observer =
        new RuleObserver() {
          @Override
          public void ended(String rule, RuleEnd end, long nanos) {
            ends.add(end);
          }

          @Override
          public void failed(String rule, RuleEnd end, RuleFault fault, String eventId) {
            words.add(fault.message());
          }
        };
    var options =
        RuleOptions.of(RulesTesting.DESTINATIONS)
            .withClock(() -> Instant.EPOCH)
            .withObserver(observer);
    try (var rules = RulesTesting.load(folder(), options)) {
      for (var i = 0; i < 8; i++) {
        assertThat(run(rules, purchase, "meta").to("meta")).containsExactly(purchase);
      }
    }
    assertThat(ends.subList(0, 5)).containsOnly(RuleEnd.TIMEOUT);
    assertThat(ends.subList(5, 8)).containsOnly(RuleEnd.SUSPENDED);
    assertThat(words).filteredOn(word -> word.contains("suspended")).hasSize(1);
    assertThat(words.getFirst()).startsWith("rules/a.js:1:").contains(limit);
  }

  @Test
  void a_batch_keeps_its_order() {
    write(folder(), "a.js", "export default (e) => { e.params.seen = e.event_id; };");
    try (var rules = RulesTesting.load(folder())) {
      List<RuleInput> batch = new ArrayList<>();
      for (var seed = 0; seed < 200; seed++) {
        batch.add(new RuleInput(Samples.event(seed), Set.of("meta"), Map.of()));
      }

      var outcomes = rules.apply(batch);

      for (var i = 0; i < batch.size(); i++) {
        assertThat(outcomes.get(i).to("meta").getFirst().text("params.seen"))
            .contains(batch.get(i).event().id());
      }
    }
  }
}
