package dev.tagyard.rules.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.module.ScriptError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What authors write gives here what it gives in any engine.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdiomsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode TABLE = table();

  /// What a view of the event does differently, and what it gives instead.
  private static final Map<String, String> DIFFERENCES =
      Map.of(
          "for_in_array",
          "[0,1]", // numbers, not texts
          "delete_element",
          "TypeError", // use splice
          "define_property",
          "TypeError"); // use an assignment

  private static final String ALL =
      """
      import { readFileSync } from 'node:fs';
      import { idioms } from './idioms.mjs';
      const text = JSON.stringify(JSON.parse(readFileSync('idioms.json', 'utf8')).event);
      const results = {};
      for (const [name, idiom] of Object.entries(idioms)) {
        const event = JSON.parse(text);
        const returned = idiom(event);
        results[name] = returned === undefined ? [event] : returned === null ? [] : [returned].flat();
      }
      console.log(JSON.stringify(results));
      """;

  private final ScriptPool pool = pool();

  private static ScriptPool pool() {
    try {
      return open(Files.createTempDirectory("idioms"));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static ScriptPool open(Path folder) throws IOException {
    Files.writeString(folder.resolve("idioms.js"), text("idioms.js"));
    Files.writeString(
        folder.resolve("rule.js"),
        """
        import { idioms } from './idioms.js';
        export default function (event, context) {
          return idioms[context.destination](event, context);
        }
        """);
    List<ScriptError> errors = new ArrayList<>();
    return ScriptPool.open(folder, List.of("rule.js"), ScriptLimits.usual(), errors)
        .orElseThrow(() -> new AssertionError(errors.toString()));
  }

  @AfterAll
  void close() {
    pool.close();
  }

  static Stream<String> names() {
    List<String> names = new ArrayList<>();
    TABLE.path("results").fieldNames().forEachRemaining(names::add);
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void an_idiom_means_what_it_means_elsewhere(String name) {
    var event = (ObjectNode) TABLE.path("event");
    var before = event.deepCopy();

    var result = run(name, event);

    if (DIFFERENCES.containsKey(name)) {
      assertThat(result.toString()).contains(DIFFERENCES.get(name));
      return;
    }
    assertThat(result).isInstanceOf(ScriptResult.Returned.class);
    var events = JSON.createArrayNode();
    ((ScriptResult.Returned) result).events().forEach(events::add);
    assertThat(normal(events)).isEqualTo(normal(TABLE.path("results").path(name)));
    assertThat(event).isEqualTo(before);
  }

  @Test
  void the_table_is_what_node_makes_of_the_idioms(@TempDir Path folder) throws Exception {
    if (!nodeRuns()) {
      if (System.getenv("CI") != null) {
        fail("node is missing");
      }
      assumeTrue(false, "node is not there: the table of idioms is not made anew by it");
    }
    Files.writeString(folder.resolve("idioms.mjs"), text("idioms.js"));
    Files.writeString(folder.resolve("idioms.json"), text("idioms.json"));
    Files.writeString(folder.resolve("all.mjs"), ALL);

    var node =
        new ProcessBuilder("node", "all.mjs")
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var made = JSON.readTree(node.getInputStream());

    assertThat(node.waitFor()).isZero();
    assertThat(made).isEqualTo(TABLE.path("results"));
  }

  private static boolean nodeRuns() throws InterruptedException {
    try {
      return new ProcessBuilder("node", "--version")
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(60, TimeUnit.SECONDS);
    } catch (IOException missing) {
      return false;
    }
  }

  @Test
  void the_table_is_long_enough() {
    assertThat(names().count()).isGreaterThanOrEqualTo(60);
  }

  private ScriptResult run(String name, ObjectNode event) {
    var call = new ScriptCall(Optional.of(name), Map.of(), Instant.EPOCH);
    return pool.map(List.of(event), (scripts, tree) -> scripts.run("rule.js", tree, call))
        .getFirst();
  }

  /// As text and back, so that numbers of one value but different types are equal.
  private static JsonNode normal(JsonNode node) {
    try {
      return ((ArrayNode) JSON.readTree(node.toString().replace("1.0E21", "1e21")));
    } catch (IOException wrong) {
      throw new AssertionError(wrong);
    }
  }

  private static JsonNode table() {
    try {
      return JSON.readTree(text("idioms.json"));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static String text(String name) throws IOException {
    try (InputStream file = IdiomsTest.class.getResourceAsStream("/script/" + name)) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
