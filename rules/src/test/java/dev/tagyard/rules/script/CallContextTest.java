package dev.tagyard.rules.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallContextTest {
  private static final Map<String, String> BODIES =
      Map.of(
          "digests",
              "e.sha = c.sha256('hello'); e.hmac = c.hmac('key', 'The quick brown fox jumps over"
                  + " the lazy dog');",
          "lookup",
              "const row = c.lookup('margins', 'A-1'); e.margin = row.margin * 2; e.name ="
                  + " row['name']; e.none = c.lookup('margins', 'B') == null; e.number ="
                  + " c.lookup('margins', 7)?.name; e.missing = c.lookup('margins', undefined) =="
                  + " null; e.keys = Object.keys(row);",
          "change_row", "c.lookup('margins', 'A-1').margin = 9;",
          "no_table", "c.lookup('nowhere', 'x');",
          "random", "e.random = [c.random(), c.random()];",
          "now", "e.now = c.now; e.keys = Object.keys(c);",
          "log", "c.log('a', 1, { b: 2 }); for (let i = 0; i < 100; i++) c.log('x'.repeat(1000));",
          "log_alone", "e.log = c.log(1) === undefined;",
          "wrong_digest", "c.sha256(1);",
          "caught",
              """
              const errors = [() => c.sha256(1), () => { c.now = 1; }, () => { e.f = () => 1; }];
              e.caught = errors.map((each) => { try { each(); } catch (error) { return error; } })
                .map((error) => [error instanceof Error, String(error)]);
              """);

  private final ScriptTesting scripts = new ScriptTesting(modules());

  private static Map<String, String> modules() {
    Map<String, String> modules = new HashMap<>();
    BODIES.forEach(
        (name, body) -> modules.put(name + ".js", "export default (e, c) => { " + body + " };"));
    modules.put(
        "numbers.js",
        """
        export default (e, c) => {
          e.margin = c.lookup('margins', e.store)?.margin;
          c.log(e.store, 0.1 + 0.2, 2 ** 31, -(2 ** 53), 1e21, 1e-7, -0, NaN, 1 / 0, e.large);
        };
        """);
    modules.put("log_of_pairs.js", "export default (e, c) => { c.log('x' + '😀'.repeat(300)); };");
    modules.put("other.js", modules.getOrDefault("random.js", ""));
    modules.put(
        "margins.csv",
        "\uFEFFsku,margin,name\r\nA-1,0.25,\"Shoes, \"\"red\"\"\"\r\n\r\n7, 0.5 ,\"two\nlines\"\n");
    return modules;
  }

  @AfterAll
  void close() {
    scripts.close();
  }

  private ObjectNode run(String name) {
    var event = JsonNodeFactory.instance.objectNode().put("event_name", "x").put("event_id", "E1");
    return scripts.returned(name + ".js", event).events().getFirst();
  }

  @Test
  void digests_are_those_that_everybody_has() {
    var event = run("digests");

    assertThat(event.path("sha").asText())
        .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assertThat(event.path("hmac").asText())
        .isEqualTo("f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
    assertThat(scripts.run("wrong_digest.js", event)).asString().contains("wanted sha256(text)");
  }

  @Test
  void what_logs_gives_nothing() {
    assertThat(run("log_alone").path("log").asBoolean()).isTrue();
  }

  @Test
  void a_row_is_found_by_its_first_column() {
    var event = run("lookup");

    assertThat(event.path("margin").asDouble()).isEqualTo(0.5);
    assertThat(event.path("name").asText()).isEqualTo("Shoes, \"red\"");
    assertThat(event.path("number").asText()).isEqualTo("two\nlines");
    assertThat(event.path("none").asBoolean()).isTrue();
    assertThat(event.path("missing").asBoolean()).isTrue();
    assertThat(event.path("keys")).hasToString("[\"sku\",\"margin\",\"name\"]");
  }

  @Test
  void a_number_is_found_and_logged_as_the_script_writes_it() {
    var event =
        JsonNodeFactory.instance
            .objectNode()
            .put("store", new BigDecimal("7"))
            .put("large", 175928847299117063L);

    var returned = scripts.returned("numbers.js", event);

    assertThat(returned.events().getFirst().path("margin").asText()).isEqualTo("0.5");
    assertThat(returned.log())
        .containsExactly(
            "7 0.30000000000000004 2147483648 -9007199254740992 1e+21 1e-7 0 NaN Infinity"
                + " 175928847299117060");
  }

  @Test
  void a_table_is_read_only_and_has_to_be_there() {
    assertThat(scripts.run("change_row.js", run("now"))).asString().contains("read only");
    assertThat(scripts.run("no_table.js", run("now")))
        .asString()
        .contains("there is no table nowhere.csv");
  }

  @Test
  void what_is_refused_is_an_error_that_a_script_may_catch_and_has_its_place() {
    assertThat(run("caught").path("caught"))
        .hasToString(
            "[[true,\"Error: wanted sha256(text)\"],[true,\"Error: is read only\"],"
                + "[true,\"Error: a function cannot be part of an event\"]]");
    assertThat(scripts.run("wrong_digest.js", run("now")))
        .asString()
        .contains("wrong_digest.js:1:28: wanted sha256(text)");
  }

  @Test
  void random_numbers_repeat_with_the_event_and_differ_between_rules() {
    var first = run("random").path("random");

    assertThat(run("random").path("random")).isEqualTo(first);
    assertThat(run("other").path("random")).isNotEqualTo(first);
    assertThat(first.get(0)).isNotEqualTo(first.get(1));
    assertThat(first.get(0).asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void a_script_knows_the_time_and_what_it_may_ask() {
    assertThat(run("now").path("now").asLong()).isEqualTo(1234);
    assertThat(run("now").path("keys").size()).isEqualTo(ContextField.all().size());
  }

  @Test
  void a_log_is_capped() {
    var log = scripts.returned("log.js", run("now")).log();

    assertThat(log).hasSize(20);
    assertThat(log.getFirst()).startsWith("a 1 ");
    assertThat(log.getLast()).hasSize(501);
  }

  @Test
  void a_line_is_not_cut_within_a_character() {
    var log = scripts.returned("log_of_pairs.js", run("now")).log();

    assertThat(log).containsExactly("x" + "😀".repeat(249) + "…");
  }

  @Test
  void what_is_wrong_with_a_table_is_told_with_its_line() {
    assertThat(
            ScriptTesting.errors(
                Map.of("t.csv", "a,b\n1,2\n1,3\n4\n", "a.js", "export default 1;")))
        .containsExactly(
            "t.csv:3: the key \"1\" stands already above",
            "t.csv:4: has 1 fields, the first line 2");
  }

  @Test
  void a_quote_that_is_not_closed_is_told_where_it_opens() {
    var table = "a,b\n1,\"x\ny\"\n2,\"never\n3,x\n4,\"\"\"\"\n5\n";

    assertThat(ScriptTesting.errors(Map.of("t.csv", table, "a.js", "export default 1;")))
        .containsExactly("t.csv:4: a quote opens here and is never closed");
    assertThat(ScriptTesting.errors(Map.of("t.csv", "\"a,b\n", "a.js", "export default 1;")))
        .containsExactly("t.csv:1: a quote opens here and is never closed");
  }
}
