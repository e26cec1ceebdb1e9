package dev.tagyard.rules.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Modules are made into functions: whatever the language allows of imports and exports means the
/// same there.
class ModuleSyntaxTest {
  private static final String LIBRARY =
      """
      export default function twice(x) { return 2 * x }
      export const a = 1, b = 2;
      export let { c, d: [e] } = { c: 3, d: [4] };
      function f() { return 'f' }
      export { f, f as 'a name', a as aa };
      export class K { static of() { return new K() } m() { return 'm' } }
      export function* g() { yield 1 }
      """;

  private static final Map<String, String> LIBRARIES =
      Map.of(
          "lib/all.js",
          LIBRARY,
          "lib/again.js",
          "export * from './all.js'; export * as all from \"./all.js\"; export { a as one } from"
              + " './all.js';\nexport { default } from './all.js'",
          "lib/anonymous.js",
          "export default class { m() { return 1 } }\n[1].map(String)\n");

  private static String run(String script) {
    Map<String, String> modules = new HashMap<>(LIBRARIES);
    modules.put("a.js", script);
    try (var scripts = new ScriptTesting(modules)) {
      var event = JsonNodeFactory.instance.objectNode().put("event_name", "x");
      return scripts.returned("a.js", event).events().getFirst().path("out").asText();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "export default (e) => ({ ...e, out: 'x' });",
        "export default function (e) { e.out = 'x' }",
        "export default function named(e) { e.out = typeof named === 'function' ? 'x' : '' }",
        "export /* here */ default // and there\n(e) => { e.out = 'x' }",
        "export default (function (e) { e.out = 'x' })",
        "export default function (e) { e.out = 'x' }\n(1, [2]).toString()",
        "const rule = (e) => { e.out = 'x' };\nexport { rule as default };",
        "export default rule; function rule(e) { e.out = 'x' }",
        "import twice from './lib/all.js'; export default (e) => { e.out = 'x'.repeat(twice(1) - 1)"
            + " };",
        "import t, { a, e as four } from './lib/all.js'\n"
            + "export default (e) => { e.out = four - 3 === a && t ? 'x' : '' }",
        "import * as all from \"./lib/all.js\"; export default (e) => { e.out = all['a name']() ==="
            + " 'f' && all.default ? 'x' : '' };",
        "import t, * as all from './lib/all.js'; export default (e) => { e.out = t === all.default"
            + " ? 'x' : '' };",
        "import { 'a name' as f } from './lib/all.js'; export default (e) => { e.out = f() === 'f'"
            + " ? 'x' : '' };",
        "import './lib/all.js'; export default (e) => { e.out = 'x' };",
        "export default (e) => { e.out = one === all.a && K.of().m() === 'm' && def(1) === 2 ? 'x'"
            + " : '' };\n"
            + "import def, { one, all, K } from './lib/again.js';",
        "import K from './lib/anonymous.js'; export default (e) => { e.out = new K().m() === 1 ?"
            + " 'x' : '' };",
        """
        // export default 1
        const text = `export default ${'import'}`, r = /export {/;
        export default (e) => { e.out = text && r ? 'x' : '' };
        """,
        "export default (e) => { try { for (const x of ['x']) { e.out = x } } finally { e.b = 1 }"
            + " };",
        "export default (e) => { try { throw { a: 'x', b: 1 } } /* } */ catch ( { a, b: { c = 2 } = {} }"
            + " ) { e.out = a.repeat(c - 1) } finally {} };",
        "export default (e) => { try { null.x } catch { try { throw 'x' } catch (x) { e.out = x } } };",
        "export default (e) => { try { null.x }\ncatch // {\n(x) { var y = x.name } e.out = y && 'x' };",
        "const f = () => { try { return 'y' } finally /* { */ { return 'x' } };\n"
            + "export default (e) => { e.out = f() };",
        "const f = async () => { try { await null.x } finally { f.x = 'x' } };\n"
            + "export default (e) => { f().catch(() => 1); e.out = f.x };",
        "export default (e) => { e.out = typeof this === 'undefined' ? 'x' : '' };",
        "\uFEFFexport default (e) => { e.out = 'x' };"
      })
  void a_module_means_what_it_means_elsewhere(String script) {
    assertThat(run(script)).isEqualTo("x");
  }

  @Test
  void mistakes_stand_where_they_are_written() {
    assertThat(
            ScriptTesting.errors(
                Map.of(
                    "a.js",
                    "import { x } from './b.js';\nexport default 1..x.y;",
                    "b.js",
                    "export const x = 1;\n export default () => { retrun 1; };")))
        .containsExactly("b.js:2:32: SyntaxError: Expected ; but found 1");
    assertThat(
            ScriptTesting.errors(
                Map.of(
                    "a.js",
                    "import { x } from './lib/b.js';\n\n"
                        + "export const y = x.nope.z; export default () => y;",
                    "lib/b.js",
                    "export const x = 1;")))
        .singleElement()
        .asString()
        .startsWith("a.js:3:18: TypeError");
  }

  @Test
  void what_passes_a_finally_keeps_its_place() {
    var script =
        """
        export default (e) => {
          try {
            throw new Error('no');
          } finally {
            e.x = 1;
          }
        };
        """;
    try (var scripts = new ScriptTesting(Map.of("a.js", script))) {
      var event = JsonNodeFactory.instance.objectNode().put("event_name", "x");
      assertThat(scripts.run("a.js", event)).asString().contains("a.js:3:11: Error: no");
    }
  }

  @Test
  void what_is_not_exported_cannot_be_imported() {
    assertThat(
            ScriptTesting.errors(
                Map.of(
                    "a.js",
                    "\n import { twise } from './lib/all.js'; export default () => twise;",
                    "lib/all.js",
                    LIBRARY)))
        .containsExactly("a.js:2:2: lib/all.js exports no 'twise'");
  }

  @Test
  void what_is_not_exported_cannot_be_exported_again() {
    assertThat(
            ScriptTesting.errors(
                Map.of(
                    "a.js",
                    "import { twise, a } from './lib/some.js'; export default () => twise + a;",
                    "lib/some.js",
                    "export * as all from './all.js';\n export { twise, a } from './all.js';",
                    "lib/all.js",
                    LIBRARY)))
        .containsExactly("lib/some.js:1:1: lib/all.js exports no 'twise'");
    assertThat(
            ScriptTesting.errors(
                Map.of(
                    "a.js",
                    "import { twise } from './lib/all.js'; export { twise }; export default () => 1;",
                    "lib/all.js",
                    LIBRARY)))
        .containsExactly("a.js:1:1: lib/all.js exports no 'twise'");
  }

  @Test
  void a_circle_of_imports_is_refused() {
    assertThat(
            ScriptTesting.errors(
                Map.of(
                    "a.js",
                    "import { b } from './lib/b.js'; export default () => b;",
                    "lib/b.js",
                    "import { c } from './c.js'; export const b = c;",
                    "lib/c.js",
                    "import { b } from './b.js'; export const c = b;")))
        .singleElement()
        .asString()
        .contains("imports itself");
  }
}
