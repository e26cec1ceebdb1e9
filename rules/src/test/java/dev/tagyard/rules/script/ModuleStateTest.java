package dev.tagyard.rules.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a module keeps, the next event finds it as new.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModuleStateTest {
  /// Each counts how often it was called, and is to come to 1 each time.
  private static final Map<String, String> COUNTERS = new TreeMap<>();

  static {
    COUNTERS.put("variable", "let n = 0; const count = () => ++n;");
    COUNTERS.put("old_variable", "var n = 0; function count() { return ++n; }");
    COUNTERS.put("object", "const o = { n: 0 }; const count = () => ++o.n;");
    COUNTERS.put("list", "const l = []; const count = () => l.push(1);");
    COUNTERS.put("map", "const m = new Map(); const count = () => m.set(m.size, 1).size;");
    COUNTERS.put("set", "const s = new Set(); const count = () => s.add({}).size;");
    COUNTERS.put("closure", "const count = (() => { let n = 0; return () => ++n; })();");
    COUNTERS.put(
        "function_property", "function count() { return (count.n = (count.n ?? 0) + 1); }");
    COUNTERS.put("static_field", "class C { static n = 0; } const count = () => ++C.n;");
    COUNTERS.put(
        "private_field",
        "class C { #n = 0; up() { return ++this.#n; } } const c = new C();"
            + " const count = () => c.up();");
    COUNTERS.put(
        "generator",
        "const g = (function* () { let n = 0; for (;;) yield ++n; })();"
            + " const count = () => g.next().value;");
    COUNTERS.put(
        "expression",
        "const r = /a/g; const count = () => { r.exec('aaa'); return r.lastIndex; };");
    COUNTERS.put(
        "date", "const d = new Date(0); const count = () => { d.setTime(+d + 1); return +d; };");
    COUNTERS.put(
        "weak_map",
        "const w = new WeakMap(); const k = {};"
            + " const count = () => { w.set(k, (w.get(k) ?? 0) + 1); return w.get(k); };");
    COUNTERS.put("prototype", "class C {} C.prototype.n = 0; const count = () => ++C.prototype.n;");
    COUNTERS.put(
        "imported", "import { state } from './lib/state.js'; const count = () => ++state.n;");
    COUNTERS.put(
        "imported_function", "import { up } from './lib/state.js'; const count = () => up();");
    COUNTERS.put(
        "template",
        "const seen = new Map(); const tag = (parts) => seen.set(parts, (seen.get(parts) ?? 0) + 1)"
            + ".get(parts); const count = () => tag`a`;");
    COUNTERS.put("exported", "export const kept = { n: 0 }; const count = () => ++kept.n;");
    COUNTERS.put(
        "promise",
        "let n = 0; const p = Promise.resolve(); const count = () => { p.then(() => { n++; });"
            + " return n + 1; };");
  }

  private final ScriptTesting scripts = new ScriptTesting(modules());

  private static Map<String, String> modules() {
    Map<String, String> modules = new HashMap<>();
    modules.put(
        "lib/state.js", "export const state = { n: 0 }; let m = 0; export const up = () => ++m;");
    COUNTERS.forEach((name, counter) ->
        modules.put(
            name + ".js",
            counter + "\nexport default (event) => { event.params.count = count(); };"));
    return modules;
  }

  @AfterAll
  void close() {
    scripts.close();
  }

  static Stream<String> names() {
    return COUNTERS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void nothing_is_left_in_a_module_from_one_event_to_the_next(String name) {
    for (var i = 0; i < 3; i++) {
      var result = scripts.returned(name + ".js", event()).events().getFirst();

      assertThat(result.at("/params/count").asInt()).isEqualTo(1);
    }
  }

  private static ObjectNode event() {
    var event = JsonNodeFactory.instance.objectNode().put("event_name", "x");
    event.putObject("params");
    return event;
  }
}
