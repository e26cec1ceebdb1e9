package dev.tagyard.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tagyard.rules.event.EventField;
import dev.tagyard.rules.event.EventFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What editors are told of rules is what the code does.
class EditorFilesTest {
  private static final Path REFERENCE = Path.of("../docs/reference");
  private static final String TYPESCRIPT = "typescript@5.9.3";

  private static final Path INIT = Path.of("../proxy/src/main/resources/init");
  private static final Pattern EXAMPLE = Pattern.compile("```js\n(.*?)```", Pattern.DOTALL);
  private static final String TYPES_FILE = "import('./tagyard').";
  private static final String CONTEXT = ", context: " + TYPES_FILE + "DestinationContext";

  /// By how a function begins.
  private static final Map<String, String> TYPES =
      Map.of(
          "export default ",
          TYPES_FILE + "Rule",
          "export function request(event, ",
          "(event: " + TYPES_FILE + "Event" + CONTEXT + ") => " + TYPES_FILE + "Request",
          "export function request(events",
          "(events: " + TYPES_FILE + "Event[]" + CONTEXT + ") => " + TYPES_FILE + "Request",
          "export function response(",
          "(status: number, headers: Record<string, string>, body: string, events: "
              + TYPES_FILE
              + "Event[]) => "
              + TYPES_FILE
              + "Outcome");

  @TempDir private Path folder = Path.of(".");

  @Test
  void the_schema_and_the_types_of_the_documentation_are_those_of_the_code() throws IOException {
    var mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    same("rules.schema.json", mapper.writeValueAsString(RuleSchema.json()) + "\n");
    same("tagyard.d.ts", RuleTypes.text());
  }

  private static void same(String file, String wanted) throws IOException {
    var path = REFERENCE.resolve(file);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(path, wanted);
    }
    assertThat(path).as("stale: run with -Dgolden.update=true").hasContent(wanted);
  }

  static Stream<EventField> fields() {
    return EventFields.all().stream().filter(field -> !field.path().contains("["));
  }

  /// The reader and the schema agree on each field.
  @ParameterizedTest
  @MethodSource("fields")
  void a_field_is_allowed_by_the_schema_where_the_reader_takes_it(EventField field) {
    var path = field.path();
    RulesTesting.write(folder, "match.yaml", "- {match: {" + path + ": a}, drop: true}\n");
    assertThat(RulesTesting.problems(folder)).isEmpty();
    assertThat(properties("match").has(path)).isTrue();

    RulesTesting.write(folder, "match.yaml", "- {remove: [" + path + "]}\n");
    assertThat(names("removable").contains(path))
        .isEqualTo(RulesTesting.problems(folder).isEmpty());

    RulesTesting.write(folder, "match.yaml", "- {copy: {" + path + ": params.x}}\n");
    assertThat(properties("copy").has(path)).isEqualTo(RulesTesting.problems(folder).isEmpty());
    assertThat(properties("set").has(path)).isEqualTo(properties("copy").has(path));
  }

  private static JsonNode properties(String key) {
    return RuleSchema.json().at("/definitions/rule/properties/" + key + "/properties");
  }

  private static List<String> names(String definition) {
    var names = new ArrayList<String>();
    RuleSchema.json()
        .at("/definitions/" + definition + "/anyOf/0/enum")
        .forEach(name -> names.add(name.asText()));
    return names;
  }

  @Test
  void an_editor_takes_good_rules_and_flags_typos() throws Exception {
    if (!runs("npm", "--version")) {
      if (System.getenv("CI") != null) {
        fail("npm is missing");
      }
      assumeTrue(false, "npm is not there: the types of rules are not tried by TypeScript");
    }
    Files.writeString(folder.resolve("tagyard.d.ts"), RuleTypes.text());
    write(
        "good.js",
        """
        export const onError = 'dead_letter';
        /** @type {import('./tagyard').Rule} */
        export default function (event, context) {
          if (event.user?.email?.endsWith('@example.com')) return null;
          event.params = { ...event.params, margin: Number(context.lookup('margins', 'A')?.margin) };
          for (const item of event.params.items ?? []) item.price = (item.price ?? 0) / 2;
          context.log(context.random() < 0.1, context.consent.meta?.verdict);
          return [event, { ...event, event_name: 'copy' }];
        }
        """);
    var bad =
        List.of(
            "event.user.emial = 'x';",
            "event.visitor.ip = '192.0.2.1';",
            "event.params.value = 'a lot';",
            "context.sha265('x');",
            "context.lookup('table').a;");
    for (var i = 0; i < bad.size(); i++) {
      write(
          "bad" + i + ".js",
          "/** @type {import('./tagyard').Rule} */\n"
              + "export default (event, context) => { event.user = {}; event.visitor; event.params"
              + " = {}; "
              + bad.get(i)
              + " };\n");
    }
    var badDestinations =
        List.of(
            "request(event, context) { if (event) return { skp: 'x' }; return { url: 'x' }; }",
            "request(event, context) { return { url: context.consent.meta.law }; }",
            "request(event, context) { return { body: 'x' }; }",
            "response() { return { outcome: 'later' }; }",
            "response() { return { events: [{ outcome: 'later' }] }; }");
    for (var i = 0; i < badDestinations.size(); i++) {
      write("bad-destination" + i + ".js", typed("\nexport function " + badDestinations.get(i)));
    }

    examples();

    var said = tsc();

    assertThat(said).doesNotContain("good").doesNotContain("tagyard.d.ts");
    for (var i = 0; i < bad.size(); i++) {
      assertThat(said).as(bad.get(i)).contains("bad" + i + ".js");
    }
    for (var i = 0; i < badDestinations.size(); i++) {
      assertThat(said).as(badDestinations.get(i)).contains("bad-destination" + i + ".js");
    }
  }

  /// The modules of the documentation and of ours, each function with the type that it has.
  private void examples() throws IOException {
    var pages = List.of(Path.of("../docs/rules.md"), Path.of("../docs/destinations/script.md"));
    for (var page : pages) {
      var blocks = EXAMPLE.matcher(Files.readString(page));
      while (blocks.find()) {
        write("good" + blocks.start() + ".js", typed(blocks.group(1)));
      }
    }
    write("good-init.js", typed(Files.readString(INIT.resolve("warm-up.js"))));
    Files.createDirectory(folder.resolve("lib"));
    write("lib/money.js", "export const cents = (/** @type {number} */ value) => value;\n");
  }

  private static String typed(String module) {
    var typed = module;
    for (var function : TYPES.entrySet()) {
      var declared = "/** @type {" + function.getValue() + "} */\n" + function.getKey();
      typed = typed.replace("\n" + function.getKey(), "\n" + declared);
    }
    return typed;
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  private String tsc() throws IOException, InterruptedException {
    var arguments =
        new ArrayList<>(
            List.of(
                "npx",
                "--yes",
                "-p",
                TYPESCRIPT,
                "tsc",
                "--noEmit",
                "--allowJs",
                "--checkJs",
                "--target",
                "es2024",
                "--module",
                "es2022",
                "--strictNullChecks",
                "false"));
    try (var files = Files.list(folder)) {
      files
          .filter(file -> file.toString().endsWith("js"))
          .forEach(f -> arguments.add(f.toString()));
    }
    var process =
        new ProcessBuilder(arguments).directory(folder.toFile()).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    assertThat(said).as("TypeScript ran").doesNotContain("npm error").contains("bad0.js");
    return said;
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(60, TimeUnit.SECONDS);
    } catch (IOException missing) {
      return false;
    }
  }
}
