package dev.tagyard.rules.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptPoolTest {
  private static ObjectNode event(int number) {
    return JsonNodeFactory.instance.objectNode().put("event_name", "x").put("n", number);
  }

  @Test
  void results_come_in_the_order_of_the_batch() {
    var limits = new ScriptLimits(Duration.ofMillis(50), 20_000_000, 64L << 20, 1 << 20, 3);
    try (var scripts =
        new ScriptTesting(Map.of("a.js", "export default (e) => { e.n *= 2; };"), limits)) {
      var events = IntStream.range(0, 500).mapToObj(ScriptPoolTest::event).toList();
      var call = new ScriptCall(Optional.empty(), Map.of(), Instant.EPOCH);

      var results = scripts.pool().map(events, (thread, tree) -> thread.run("a.js", tree, call));

      assertThat(results)
          .extracting(
              result -> ((ScriptResult.Returned) result).events().getFirst().path("n").asInt())
          .isEqualTo(IntStream.range(0, 500).map(n -> 2 * n).boxed().toList());
    }
  }

  @Test
  void an_untouched_event_comes_back_as_it_is() {
    try (var scripts =
        new ScriptTesting(Map.of("a.js", "export default (e) => { if (e.n > 5) e.n = 0; };"))) {
      var small = event(1);

      assertThat(scripts.returned("a.js", small).events().getFirst()).isSameAs(small);
      assertThat(scripts.returned("a.js", event(9)).events()).containsExactly(event(0));
    }
  }

  @Test
  void the_context_tells_destination_consent_time_and_digests() {
    var script =
        """
        export default function (event, context) {
          event.seen = [context.destination, context.consent.meta.outcome, context.now,
            context.sha256('tagyard'), context.nothing === undefined, Object.keys(context).length];
          context.log('seen', 1, { a: 1 });
          for (let i = 0; i < 100; i++) context.log('x'.repeat(2000));
        }
        """;
    var consent = JsonNodeFactory.instance.objectNode().put("outcome", "allow");
    try (var scripts = new ScriptTesting(Map.of("a.js", script))) {
      var call =
          new ScriptCall(Optional.of("meta"), Map.of("meta", consent), Instant.ofEpochMilli(42));

      var result =
          scripts
              .pool()
              .map(List.of(event(1)), (thread, tree) -> thread.run("a.js", tree, call))
              .getFirst();

      var returned = (ScriptResult.Returned) result;
      assertThat(returned.events().getFirst().path("seen"))
          .hasToString(
              "[\"meta\",\"allow\",42,"
                  + "\"c8032eee8d31c15ac64cbdd4a706b5c5927072fe540b31ff1a446771e8c07f9f\",true,8]");
      assertThat(returned.log()).hasSize(20).allMatch(line -> line.length() <= 501);
      assertThat(returned.log().getFirst()).startsWith("seen 1 ");
    }
  }

  @Test
  void an_error_names_file_line_and_column() {
    var scripts =
        Map.of(
            "a.js",
            "import { f } from './lib/b.js';\nexport default (event) => f(event);\n",
            "lib/b.js",
            "export const f = (event) => {\n  return event.nothing.more;\n};\n");
    try (var testing = new ScriptTesting(scripts)) {
      var result = testing.run("a.js", event(1));

      assertThat(((ScriptResult.Threw) result).error().toString())
          .startsWith("lib/b.js:2:10: TypeError: ");
    }
  }

  @Test
  void what_does_not_parse_or_run_is_refused_with_its_place() {
    var errors =
        ScriptTesting.errors(
            Map.of(
                "a.js", "export default function (event) {\n  return event..x;\n}\n",
                "c.js", "export default () => 1;\nexport const destinations = 'meta';\n",
                "d.js", "null.x;\nexport default () => 1;\n"));

    assertThat(errors).hasSize(3);
    assertThat(errors.get(0)).startsWith("a.js:2:16: SyntaxError: ");
    assertThat(errors.get(1)).isEqualTo("c.js: destinations must be a list of names");
    assertThat(errors.get(2)).startsWith("d.js:1:1: TypeError: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void an_excerpt_of_a_long_line_halves_no_character(String shift) {
    var line = shift + "const s = '" + "😀".repeat(150) + "', n = null.x, t = '" + "😀".repeat(150);
    var script = "export default () => {\n" + line + "';\n};\n";
    try (var scripts = new ScriptTesting(Map.of("a.js", script))) {
      var excerpt = ((ScriptResult.Threw) scripts.run("a.js", event(1))).error().excerpt();

      assertThat(excerpt).contains("…", "null.x", "😀");
      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(excerpt)).isTrue();
    }
  }

  @Test
  void exports_tell_destinations_and_what_an_error_means() {
    var script =
        """
        export const destinations = ['meta', 'ga4'];
        export const onError = 'dead_letter';

        export default function () {}
        """;
    try (var scripts = new ScriptTesting(Map.of("a.js", script))) {
      assertThat(scripts.pool().exports())
          .isEqualTo(
              Map.of(
                  "a.js",
                  new ScriptExports(
                      Optional.of(List.of("meta", "ga4")),
                      Optional.empty(),
                      Optional.of("dead_letter"),
                      Set.of("default"),
                      Set.of("default", "destinations", "onError"),
                      "",
                      4)));
    }
  }
}
