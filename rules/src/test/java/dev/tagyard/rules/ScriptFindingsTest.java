package dev.tagyard.rules;

import static dev.tagyard.rules.RulesTesting.problems;
import static dev.tagyard.rules.RulesTesting.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.rules.yaml.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a script or a file of the folder cannot mean is told before an event comes.
class ScriptFindingsTest {
  @TempDir private Path root = Path.of(".");

  private Path folder() {
    return root.resolve("rules");
  }

  private List<String> findings() {
    try (var rules = RulesTesting.load(folder())) {
      return rules.findings().stream().map(Problem::toString).toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          export const evnets = ['a'];      | exports evnets; did you mean "events"?
          export const Destinations = [];   | exports Destinations; did you mean "destinations"?
          export const onerror = 'skip';    | exports onerror; did you mean "onError"?
          export const events = [];         | has no name in events, and so is called for all of them
          export const destinations = [];   | has no name in destinations, and so is called for none of them
          """)
  void exports_that_cannot_be_meant_are_told(String export, String words) {
    write(folder(), "a.js", export + " export default () => null;");

    assertThat(findings()).containsExactly("rules/a.js: " + words);
  }

  @Test
  void exports_of_ones_own_are_not() {
    write(
        folder(),
        "a.js",
        """
        export const events = ['a'], cents = (x) => x * 100, e = 1, rates = {};
        export default () => null;
        """);

    assertThat(findings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          export default async (e) => e;              | 2: must not be async: an event waits for nothing
          export default async function* (e) {}       | 2: must not be async: an event waits for nothing
          export default function* (e) {}             | 2: must export a function, not a generator
          export default class { }                    | 2: must export a function, not a class
          export default (e) => import('./lib/x.js'); | 2: column 23: import() cannot be used: import at the file's top
          """)
  void a_default_export_that_fails_at_each_event_is_refused(String script, String words) {
    write(folder(), "a.js", "// A rule.\n" + script);

    assertThat(problems(folder())).containsExactly("rules/a.js:" + words);
  }

  @Test
  void files_that_look_like_rules_and_are_none_are_told() {
    for (var name : List.of("a.mjs", "b.ts", "c.YAML", "tagyard.d.ts", "rates.csv", "README.md")) {
      write(folder(), name, "");
    }

    assertThat(findings())
        .containsExactlyInAnyOrder(
            "rules/a.mjs: is not read: rules are in files *.yaml, *.yml and *.js",
            "rules/b.ts: is not read: rules are in files *.yaml, *.yml and *.js",
            "rules/c.YAML: is not read: rules are in files *.yaml, *.yml and *.js");
  }

  @ParameterizedTest
  @CsvSource({"params.items[].price", "params.items.price", "params.items[0].price"})
  void fields_within_a_list_are_said_to_need_a_script(String path) {
    write(folder(), "a.yaml", "- match: {'" + path + "': 1}\n  drop: true\n");

    assertThat(problems(folder()))
        .singleElement()
        .asString()
        .endsWith(
            "unknown field \""
                + path
                + "\"; what is within params.items needs a rule in JavaScript");
  }
}
