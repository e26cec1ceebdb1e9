package dev.tagyard.rules.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.event.Samples;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A script that gets to the end of the stack hurts its own call alone. What the engine loads there
/// for the first time is broken for as long as the process lives: so each test has one of its own.
class EndOfStackTest {
  private static final Map<String, String> SCRIPTS =
      Map.of(
          "catches.js",
          "export default () => { (function f() { try { f(); } catch (e) { f(); } })(); };",
          "finally.js",
          "export default () => { (function f() { try { f(); } finally { f(); } })(); };",
          "unnamed.js",
          "export default () => { (function f() { try { f(); } catch { f(); } })(); };",
          "taken_apart.js",
          "export default () => { (function f() { try { f(); } catch ({ name }) { f(); } })(); };",
          "promises.js",
          "export default () => { (function f() { new Promise(f); })(); throw new Error('no'); };",
          "innocent.js",
          """
          const wrongs = [
            () => { throw new Error('no'); }, () => { throw new RangeError('no'); },
            () => null.x, () => JSON.parse('{'), () => 'x'.repeat(-1),
          ];
          export default (event) => {
            event.params.seen = wrongs.map((wrong) => {
              try { wrong(); } catch (e) { return [e.name, e.message, e.stack].join(); }
            });
          };
          """);

  @ParameterizedTest
  @CsvSource({
    "catches.js, Maximum call stack size exceeded",
    "finally.js, Maximum call stack size exceeded",
    "unnamed.js, Maximum call stack size exceeded",
    "taken_apart.js, Maximum call stack size exceeded",
    "promises.js, Error: no"
  })
  void what_ends_at_the_end_of_the_stack_leaves_the_engine_whole(String script, String words)
      throws Exception {
    var said = ChildJvm.said(EndOfStackTest.class, script);

    assertThat(said.lines().filter(line -> !line.contains("VM warning")))
        .hasSize(6)
        .allSatisfy(line -> assertThat(line).contains("innocent: 5, hostile: ").contains(words));
  }

  static void main(String[] script) throws IOException {
    var event = Samples.purchase().tree();
    try (var scripts = new ScriptTesting(SCRIPTS)) {
      List<String> said =
          IntStream.range(0, 6)
              .mapToObj(_ -> {
                var hostile = words(scripts.run(script[0], event));
                return "innocent: " + innocent(scripts, event) + ", hostile: " + hostile;
              })
              .toList();
      said.forEach(System.out::println);
    }
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static int innocent(ScriptTesting scripts, ObjectNode event) {
    return scripts.returned("innocent.js", event).events().getFirst().at("/params/seen").size();
  }

  private static String words(ScriptResult result) {
    return switch (result) {
      case ScriptResult.Returned _ -> "returned";
      case ScriptResult.Threw threw -> threw.error().message();
      case ScriptResult.Stopped stopped -> stopped.error().message();
    };
  }
}
