package dev.tagyard.rules.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SandboxTest {
  /// What is made only when asked for.
  private static final String MADE =
      """
      const segments = () => new Intl.Segmenter('en').segment('a b');
      const refusal = (context) => { try { context.sha256(1); } catch (refused) { return refused; } };
      """;

  private static final String ATTEMPTS =
      """
      const attempts = {
        global: (v) => { globalThis.leak = v; },
        object_prototype: (v) => { Object.prototype.leak = v; },
        defined_on_prototype: (v) => { Object.defineProperty(Object.prototype, 'leak', { value: v }); },
        array_prototype: (v) => { Array.prototype.leak = v; },
        function_of_a_prototype: (v) => { Array.prototype.map.leak = v; },
        replaced_function: (v) => { Array.prototype.map = () => v; },
        replaced_json: (v) => { JSON.stringify = () => v; },
        math: (v) => { Math.leak = v; },
        date: (v) => { Date.prototype.toISOString = () => v; },
        promise: (v) => { Promise.prototype.then = () => v; },
        iterator: (v) => { Object.getPrototypeOf([][Symbol.iterator]()).next = () => v; },
        generator: (v) => { Object.getPrototypeOf(function* () {}).leak = v; },
        async_function: (v) => { Object.getPrototypeOf(async () => {}).leak = v; },
        error_limit: (v) => { Error.stackTraceLimit = v; Error.leak = v; },
        prototype_of_prototype: (v) => { Object.setPrototypeOf(Object.prototype, { leak: v }); },
        prototype_of_global: (v) => { Object.setPrototypeOf(globalThis, { leak: v }); },
        symbol: (v) => { Symbol.leak = v; },
        regexp: (v) => { /(.*)/.exec(String(v)); RegExp.leak = v; },
        intl: (v) => { Intl.leak = v; },
        map: (v) => { Map.prototype.get = () => v; },
        event_prototype: (v, event) => { Object.getPrototypeOf(event).leak = v; },
        list_prototype: (v, event) => { Object.getPrototypeOf(event.params.items).leak = v; },
        context: (v, event, context) => { context.leak = v; },
        context_function: (v, event, context) => { context.sha256.leak = v; },
        consent: (v, event, context) => { context.consent.leak = v; },
        segments: (v) => { Object.getPrototypeOf(segments()).leak = v; },
        function_of_segments: (v) => { segments().containing.leak = v; },
        segment_iterator: (v) => { Object.getPrototypeOf(segments()[Symbol.iterator]()).leak = v; },
        segmenter: (v) => { Intl.Segmenter.prototype.segment = () => v; },
        refusal: (v, event, context) => { Object.getPrototypeOf(refusal(context)).leak = v; },
      };
      """;

  private static final String PROBE =
      MADE
          + """
          export default function (event, context) {
            const functionPrototypes = [function* () {}, async () => {}].map(Object.getPrototypeOf);
            const places = [globalThis, {}, [], [].map, Math, Error, Symbol, RegExp, Intl, event,
              event.params.items, context, context.sha256, context.consent, segments(),
              segments().containing, segments()[Symbol.iterator](), refusal(context), ...functionPrototypes];
            event.params.found = [
              places.findIndex((place) => place.leak !== undefined),
              typeof leak,
              [1].map((x) => x + 1)[0],
              JSON.stringify({ a: 1 }),
              new Date(0).toISOString(),
              new Map([[1, 2]]).get(1),
              RegExp.$1 === undefined || RegExp.$1 === '',
              [...[7]][0],
              [...segments()].map((each) => each.segment).join('|'),
            ];
          }
          """;

  private final ScriptTesting scripts = new ScriptTesting(modules());

  private static Map<String, String> modules() {
    Map<String, String> modules = new HashMap<>();
    modules.put("probe.js", PROBE);
    modules.put(
        "leak.js",
        MADE
            + ATTEMPTS
            + """
            export default function (event, context) {
              event.params.tried = 0;
              for (const attempt of Object.values(attempts)) {
                event.params.tried++;
                try { attempt('leaked', event, context); } catch (refused) {}
              }
              throw new Error('done ' + event.params.tried);
            }
            """);
    modules.put(
        "globals.js",
        """
        export default function (event) {
          event.params.found = Object.fromEntries(
            ['Java', 'Packages', 'java', 'Polyglot', 'Graal', 'load', 'print', 'console', 'require',
              'process', 'global', 'eval', 'ArrayBuffer', 'SharedArrayBuffer', 'Atomics',
              'WeakRef', 'Int8Array', 'BigInt', 'quit', 'readFile', 'fetch', 'setTimeout']
              .map((name) => [name, typeof globalThis[name]]));
        }
        """);
    modules.put("eval.js", "export default () => { (0, globalThis.eval)('1'); };");
    modules.put("function.js", "export default () => new Function('return 1')();");
    modules.put("constructor.js", "export default () => (() => 1).constructor('return 1')();");
    modules.put("host.js", "export default (event) => event.getClass().getName();");
    modules.put(
        "host_event.js", "export default (event) => { event.params.x = event.constructor.name; };");
    modules.put("strict.js", "export default () => { undeclared = 1; };");
    modules.put("lib/tools.js", "export const twice = (x) => 2 * x;");
    modules.put(
        "imports.js",
        """
        import { twice } from './lib/tools.js';
        export default (event) => { event.params.x = twice(21); };
        """);
    return modules;
  }

  @AfterAll
  void close() {
    scripts.close();
  }

  private static ObjectNode event() {
    var event = JsonNodeFactory.instance.objectNode().put("event_name", "x");
    event.putObject("params").putArray("items");
    return event;
  }

  private ObjectNode run(String module) {
    return scripts.returned(module, event()).events().getFirst();
  }

  @Test
  void nothing_is_left_behind_in_built_in_objects() {
    var before = run("probe.js");

    var attempts = scripts.run("leak.js", event());
    var after = run("probe.js");

    assertThat(attempts.toString()).contains("done 30");
    assertThat(before.at("/params/found"))
        .hasToString(
            "[-1,\"undefined\",2,\"{\\\"a\\\":1}\",\"1970-01-01T00:00:00.000Z\",2,true,7,\"a| |b\"]");
    assertThat(after).isEqualTo(before);
  }

  @Test
  void there_is_no_way_out_by_a_global() {
    assertThat(run("globals.js").at("/params/found"))
        .isNotEmpty()
        .allSatisfy(type -> assertThat(type.asText()).isEqualTo("undefined"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"eval.js", "function.js", "constructor.js", "host.js", "strict.js"})
  void text_is_not_evaluated_and_the_host_is_not_reached(String module) {
    assertThat(scripts.run(module, event())).isInstanceOf(ScriptResult.Threw.class);
  }

  @Test
  void the_event_is_an_object_like_any_other() {
    assertThat(run("host_event.js").at("/params/x").asText()).isEqualTo("Object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "file:///etc/passwd", "./lib/tools.js"})
  void nothing_is_imported_while_it_runs(String from) {
    assertThat(
            ScriptTesting.errors(
                Map.of("a.js", "export default () => { import('" + from + "').then(() => 1); };")))
        .containsExactly("a.js:1:24: import() cannot be used: import at the file's top");
  }

  @Test
  void a_script_imports_from_folders_within() {
    assertThat(run("imports.js").at("/params/x").asInt()).isEqualTo(42);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../outside.js",
        "file:///etc/passwd",
        "https://example.com/x.js",
        "fs",
        "./nowhere.js"
      })
  void no_other_import_is_possible(String specifier) {
    var script = "import '%s';\nexport default () => null;".formatted(specifier);

    assertThat(ScriptTesting.errors(Map.of("a.js", script))).hasSize(1);
  }
}
