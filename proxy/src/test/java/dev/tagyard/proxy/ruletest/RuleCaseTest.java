package dev.tagyard.proxy.ruletest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.rules.RuleObserver;
import dev.tagyard.rules.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleCaseTest {
  private static final String PURCHASE =
      """
      {"event_name": "purchase", "event_id": "T-1",
       "page": {"url": "https://www.example.com/thanks?coupon=X"},
       "user": {"email": "ada@mail.example"},
       "params": {"value": 59.9, "currency": "EUR", "margin": 12,
                  "items": [{"item_id": "SKU1", "price": 59.9}]}}
      """;

  private static final String RULES =
      """
      - name: internal_traffic
        match:
          page.url: { prefix: "https://staging." }
        drop: true
      - name: margin
        match: { event_name: purchase }
        destinations: [partner]
        copy: { params.value: params.margin }
      """;

  @TempDir Path folder = Path.of("");

  @Test
  void passes_when_each_destination_got_what_was_expected() throws IOException {
    var result =
        run(
            PURCHASE,
            """
            partner: { params.value: 12.0, params: { currency: EUR } }
            "*": { event_name: purchase, params.value: 59.9, params.discount: }
            """);

    assertThat(result.problems()).isEmpty();
    assertThat(result.ran()).containsExactly("margin (changed)");
  }

  @Test
  void a_difference_names_line_destination_and_field() throws IOException {
    var result =
        run(
            PURCHASE,
            """
            partner:
              params.value: 59.9
            ga4:
              params:
                currency:
                items: [{ item_id: SKU2 }]
            """);

    assertThat(told(result))
        .containsExactlyInAnyOrder(
            "expect.yaml:2: partner: params.value: wanted 59.9, got 12",
            "expect.yaml:5: ga4: params.currency: must not be there, got \"EUR\"",
            "expect.yaml:6: ga4: params.items[0].item_id: wanted \"SKU2\", got \"SKU1\"");
  }

  @Test
  void nothing_is_expected_with_its_reason() throws IOException {
    var staging = PURCHASE.replace("www.", "staging.");

    var right = run(staging, "\"*\": { nothing: \"dropped_by_rule:internal_traffic\" }");
    var wrong = run(staging, "ga4: { nothing: filtered }\npartner: { event_name: purchase }");

    assertThat(right.problems()).isEmpty();
    assertThat(told(wrong))
        .containsExactlyInAnyOrder(
            "expect.yaml:1: ga4: wanted nothing because of filtered, not of"
                + " dropped_by_rule:internal_traffic",
            "expect.yaml:2: partner: got nothing: dropped_by_rule:internal_traffic");
  }

  @Test
  void consent_of_the_event_counts_where_it_says_something() throws IOException {
    var statisticsOnly =
        PURCHASE.replace(
            "\"event_id\"",
            "\"consent\": {\"gdpr\": 1, \"categories\": {\"marketing\": false, \"statistics\":"
                + " true}}, \"event_id\"");

    var result =
        run(
            statisticsOnly,
            "partner: { nothing: category_refused }\nga4: { event_name: purchase }");

    assertThat(result.problems()).isEmpty();
  }

  @Test
  void a_script_knows_the_consent_of_all_destinations_also_of_one_that_is_denied()
      throws IOException {
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(
        folder.resolve("rules/20-consent.js"),
        """
        export default (event, { consent }) => {
          event.params.partner = consent.partner.verdict + ' ' + consent.partner.reason;
          event.params.own = consent.ga4.verdict + ' ' + consent.ga4.law;
        };
        """);
    var statisticsOnly =
        PURCHASE.replace(
            "\"event_id\"",
            "\"consent\": {\"gdpr\": 1, \"categories\": {\"marketing\": false, \"statistics\":"
                + " true}}, \"event_id\"");

    var result =
        run(
            statisticsOnly,
            """
            partner: { nothing: category_refused }
            ga4: { params: { partner: deny category_refused, own: allow gdpr } }
            """);

    assertThat(told(result)).isEmpty();
  }

  @Test
  void an_event_that_a_destination_does_not_want_is_filtered() throws IOException {
    var result =
        run(
            "{\"event_name\": \"page_view\"}",
            "partner: { nothing: filtered }\nga4: { event_id: test-event }");

    assertThat(result.problems()).isEmpty();
  }

  @Test
  void an_unknown_destination_is_told_with_the_nearest() throws IOException {
    var result = run(PURCHASE, "partnr: { event_name: purchase }");

    assertThat(told(result))
        .containsExactly(
            "expect.yaml:1: partnr: no destination has this name; did you mean \"partner\"?");
  }

  @Test
  void cases_are_found_where_the_folder_is_a_link() throws IOException {
    var real = Files.createDirectories(folder.resolve("real/tests/one"));
    Files.writeString(real.resolve("event.json"), PURCHASE);
    var link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));

    assertThat(RuleCase.in(link)).containsExactly(new RuleCase("one", link.resolve("tests/one")));
  }

  @Test
  void the_xml_holds_no_character_that_xml_may_not() throws IOException {
    var result = run(PURCHASE, "partner: { event_name: \"a\\u0007b\" }");

    assertThat(result.problems()).isNotEmpty();
    assertThat(JUnitXml.of(List.of(result))).doesNotContain("\u0007");
  }

  @Test
  void what_is_no_event_is_told() throws IOException {
    var result = run("{\"event_name\": \"\"}", "{}");

    assertThat(told(result))
        .containsExactly("event.json: event_name: expected a text, such as purchase");
  }

  @Test
  void a_rule_that_fails_fails_the_case() throws IOException {
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(
        folder.resolve("rules/20-broken.js"),
        "export default function (event) { return event.nothing.at.all; }");

    var result = run(PURCHASE, "ga4: { event_name: purchase }");

    assertThat(told(result)).hasSize(1).allMatch(line -> line.contains("20-broken.js"));
  }

  @Test
  void update_keeps_the_comment_and_passes() throws IOException {
    var plan = plan();
    var ruleCase = written(PURCHASE, "# Kept.\npartner: { nothing: x }\n");

    var updated = ruleCase.run(plan, true, _ -> Optional.empty());
    var after = ruleCase.run(plan, false, _ -> Optional.empty());

    assertThat(updated.problems()).isEmpty();
    assertThat(after.problems()).isEmpty();
    assertThat(Files.readString(ruleCase.folder().resolve("expect.yaml")))
        .startsWith("# Kept.\n")
        .contains("partner:\n  event_name: purchase\n")
        .contains("    value: 12\n")
        .contains("    items: [{\"item_id\":\"SKU1\",\"price\":59.9}]\n")
        .doesNotContain("received_at");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "params.items: []",
        "params.items: [{}]",
        "params.note: []",
        "params.note: {}",
        "params.note: { a: }",
        "params.nothing: []",
        "params.nothing: {}",
        "params.items: { a: }",
        "user: [null]"
      })
  void a_list_or_fields_are_wanted_of_what_is_one(String wanted) throws IOException {
    var noted =
        PURCHASE
            .replace("[{\"item_id\": \"SKU1\", \"price\": 59.9}]", "[{}, {}]")
            .replace("\"margin\"", "\"note\": \"oops\", \"margin\"");

    var result = run(noted, "ga4: { " + wanted + " }");

    assertThat(told(result)).singleElement().asString().contains(": wanted ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nothing: { a: }", "nothing:", "object: {}", "object: { a: }", "list: []"})
  void what_is_not_there_has_no_fields(String wanted) throws IOException {
    var event = PURCHASE.replace("\"margin\"", "\"object\": {}, \"list\": [], \"margin\"");

    assertThat(told(run(event, "ga4: { params: { " + wanted + " } }"))).isEmpty();
  }

  /// What YAML, dotted paths and variables make something else of.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a.b\": 1, \"a\": {\"b\": 2}}",
        "{\"a.b\": {\"c.d\": \"x\"}}",
        "{\"q\": \"?q=${1}\", \"r\": \"${}\", \"s\": \"$${X} $$${X} ${X} $ {\", \"${X}\": 1}",
        "{\"c\": \"a\\u007f\\u0085\\u009f\\u2028\\ufeff\\uffff\\u0000\\ud83d\", \"\\u0080\": 1}",
        "{\"e\": \"\\ud83d\\ude00\", \"l\": [\"\\u0090\", [], {}], \"o\": {\"p\": {}}}"
      })
  void what_update_writes_is_what_passes(String params) throws IOException {
    var plan = plan();
    var ruleCase = written("{\"event_name\": \"x\", \"params\": " + params + "}", "{}");

    var updated = ruleCase.run(plan, true, _ -> Optional.empty());
    var after = ruleCase.run(plan, false, _ -> Optional.empty());

    assertThat(told(updated)).isEmpty();
    assertThat(told(after)).isEmpty();
  }

  @Test
  void a_case_may_say_that_the_page_is_of_a_foreign_site() throws IOException {
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(
        folder.resolve("rules/20-foreign.yaml"),
        "- { name: foreign, match: { foreign_site: true }, drop: true }");

    var foreign = PURCHASE.replace("\"page\"", "\"foreign_site\": true, \"page\"");

    assertThat(told(run(foreign, "\"*\": { nothing: \"dropped_by_rule:foreign\" }"))).isEmpty();
    assertThat(told(run(PURCHASE, "ga4: { event_name: purchase }"))).isEmpty();
  }

  @Test
  void without_an_expectation_update_is_named() throws IOException {
    var ruleCase = written(PURCHASE, "");
    Files.delete(ruleCase.folder().resolve("expect.yaml"));

    var result = ruleCase.run(plan(), false, _ -> Optional.empty());

    assertThat(told(result)).containsExactly("expect.yaml: is missing; --update writes it");
  }

  @Test
  void build_servers_get_xml() throws IOException {
    var results = List.of(run(PURCHASE, "{}"), run(PURCHASE, "ga4: { event_name: \"<x>\" }"));

    assertThat(JUnitXml.of(results))
        .contains("<testsuite name=\"tagyard rules\" tests=\"2\" failures=\"1\">")
        .contains("name=\"a_case\"")
        .contains("<failure message=\"wanted &quot;&lt;x&gt;&quot;, got &quot;purchase&quot;\">");
  }

  private RuleCase.Result run(String event, String expected) throws IOException {
    return written(event, expected).run(plan(), false, _ -> Optional.empty());
  }

  private RuleCase written(String event, String expected) throws IOException {
    var at = Files.createDirectories(folder.resolve("rules/tests/a_case"));
    Files.writeString(at.resolve("event.json"), event);
    Files.writeString(at.resolve("expect.yaml"), expected);
    var cases = RuleCase.in(folder.resolve("rules"));
    assertThat(cases).hasSize(1);
    return cases.getFirst();
  }

  private Plan plan() throws IOException {
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(folder.resolve("rules/10-rules.yaml"), RULES);
    Files.writeString(
        folder.resolve("tagyard.yaml"),
        """
        destinations:
          ga4: { type: ga4, measurement_id: G-TEST123, api_secret: s }
          partner: { type: postback, url: "http://127.0.0.1:1/?v={value}", events: [purchase] }
        rules: rules
        """);
    var loaded =
        new PlanReader(
                folder.resolve("tagyard.yaml"),
                _ -> Optional.empty(),
                RuleObserver.NONE,
                InstantSource.system())
            .read(1);
    assertThat(loaded.problems()).isEmpty();
    return loaded.plan().orElseThrow();
  }

  /// Problems, each with its file's name alone.
  private static List<String> told(RuleCase.Result result) {
    return result.problems().stream()
        .map(Problem::toString)
        .map(line -> line.replaceFirst("^.*/(event\\.json|expect\\.yaml)", "$1"))
        .toList();
  }
}
