package dev.tagyard.rules.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.event.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a script does stops that one call; the next is served.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileScriptsTest {
  private static final Map<String, String> BODIES = new TreeMap<>();

  static {
    BODIES.put("endless_loop", "while (true) {}");
    BODIES.put("loop_that_catches", "for (;;) { try { for (;;) {} } catch (e) {} finally { 1; } }");
    BODIES.put("loop_in_finally", "try { throw 1; } finally { for (;;) {} }");
    BODIES.put("endless_recursion", "const f = () => f() + 1; return f();");
    BODIES.put(
        "recursion_that_writes", "const f = () => { event.params.x = 1; return f() + 1; }; f();");
    BODIES.put("marks_in_a_row", "event.params.x = '\\u0315\\u0300'.repeat(30000).normalize();");
    BODIES.put("memory", "const a = []; while (true) a.push({ x: new Array(1000).fill(0) });");
    BODIES.put("growing_text", "let s = 'x'; while (true) s += s;");
    BODIES.put("long_text", "event.params.x = 'x'.repeat(1e9);");
    BODIES.put("padded_text", "event.params.x = 'x'.padEnd(1e9);");
    BODIES.put("joined_text", "event.params.x = new Array(1e8).join('xxxx');");
    BODIES.put("sparse_fill", "new Array(2 ** 32 - 2).fill(1);");
    BODIES.put("huge_list", "Array.from({ length: 1e9 }, (_, i) => i);");
    BODIES.put("many_keys", "const o = {}; for (let i = 0; ; i++) o['k' + i] = i;");
    BODIES.put("backtracking", "/^(?:(a*)*\\1)*b$/.test('a'.repeat(5000));");
    BODIES.put("promises", "const f = () => Promise.resolve().then(f); f();");
    BODIES.put("slow_to_json", "return { toJSON() { for (;;) {} } };");
    BODIES.put("slow_getter", "return { get event_name() { for (;;) {} } };");
    BODIES.put("slow_proxy", "return new Proxy({}, { ownKeys() { for (;;) {} } });");
    BODIES.put("slow_iterator", "return [...{ *[Symbol.iterator]() { for (;;) yield 1; } }];");
    BODIES.put("slow_sort", "[3, 2, 1].sort(() => { for (;;) {} });");
    BODIES.put("many_events", "return new Array(100000).fill(event);");
    BODIES.put("event_within_itself", "event.params.self = event;");
    BODIES.put("circle", "const a = {}; a.a = a; event.params.a = a;");
    BODIES.put("long_list_in_event", "event.params.items[1e9] = 1;");
    BODIES.put("deep_text", "event.params.x = JSON.parse('['.repeat(200000));");
    BODIES.put(
        "deep_object", "let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; event.params.o = o;");
    BODIES.put("function_in_event", "event.params.f = () => 1;");
    BODIES.put("async_rule", "return (async () => event)();");
    BODIES.put("thrown_text", "throw 'no';");
    BODIES.put("thrown_null", "throw null;");
    BODIES.put(
        "thrown_getter", "throw { get message() { for (;;) {} }, toString() { for (;;) {} } };");
    BODIES.put("big_integer", "return BigInt(3) ** BigInt(100000000);");
    BODIES.put("wrong_return", "return 'event';");
  }

  private static final Duration USUAL_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final List<Duration> waits = new ArrayList<>();
  private final ScriptTesting scripts = new ScriptTesting(modules());
  private final ObjectNode event = Samples.purchase().tree();

  private static Map<String, String> modules() {
    Map<String, String> modules = new HashMap<>();
    BODIES.forEach((name, body) ->
        modules.put(name + ".js", "export default function (event) { " + body + " }"));
    modules.put(
        "lowered_sigmas.js",
        "export default (event) => { event.params.sigmas = 'Σ'.repeat(60000).toLowerCase(); };");
    modules.put(
        "shared_twice_in_a_chain.js",
        """
        export default ({ params: { items } }) => {
          for (let i = 0; i + 1 < items.length; i++) {
            items[i].next = items[i + 1];
            items[i].fallback = items[i + 1];
          }
        };
        """);
    modules.put("good.js", "export default (event) => { event.params.good = [1].map((x) => x); };");
    return modules;
  }

  @AfterAll
  void close() {
    scripts.close();
  }

  static Stream<String> names() {
    return BODIES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_script_hurts_its_own_call_alone(String name) {
    var before = event.deepCopy();

    var first = scripts.run(name + ".js", event);
    var second = scripts.run(name + ".js", event);
    var stopped = System.nanoTime();
    var next = scripts.returned("good.js", event).events().getFirst();
    var wait = Duration.ofNanos(System.nanoTime() - stopped);

    assertThat(first).isNotInstanceOf(ScriptResult.Returned.class);
    assertThat(second).isNotInstanceOf(ScriptResult.Returned.class);
    assertThat(event).isEqualTo(before);
    assertThat(next.at("/params/good/0").asInt()).isEqualTo(1);
    assertThat(wait).isLessThan(LONGEST_WAIT);
    waits.add(wait);
  }

  /// One alone may have waited for the machine.
  @AfterAll
  void the_next_event_is_served_at_once() {
    waits.stream()
        .sorted()
        .skip(waits.size() / 2)
        .findFirst()
        .ifPresent(median -> {
          System.out.println("the next event is served within " + median + ", in the median");
          assertThat(median).isLessThan(USUAL_WAIT);
        });
  }

  /// What is shared is walked in each place.
  @Test
  void what_is_shared_again_and_again_ends() {
    var tree = Samples.purchase().copy();
    var list = tree.withObject("/params").putArray("items");
    for (var i = 0; i < 40; i++) {
      list.addObject().put("item_id", "I" + i);
    }

    var result =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> scripts.run("shared_twice_in_a_chain.js", tree));

    assertThat(result).isNotInstanceOf(ScriptResult.Returned.class);
    assertThat(scripts.run("good.js", event)).isInstanceOf(ScriptResult.Returned.class);
  }

  @Test
  void a_text_that_java_lowers_for_minutes_is_lowered_at_once() {
    var lowered =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> scripts.returned("lowered_sigmas.js", event));

    assertThat(lowered.events().getFirst().at("/params/sigmas").asText())
        .hasSize(60_000)
        .matches("σ+");
  }

  @Test
  void a_loop_is_stopped_with_its_line() {
    var result = scripts.run("endless_loop.js", event);

    assertThat(result).isInstanceOf(ScriptResult.Stopped.class);
    assertThat(((ScriptResult.Stopped) result).error().toString())
        .startsWith("endless_loop.js:1:")
        .contains("took longer than");
  }

  @ParameterizedTest
  @ValueSource(strings = {"endless_recursion", "recursion_that_writes"})
  void recursion_meets_a_limit_whoever_the_stack_ends_with(String name) {
    assertThat(scripts.run(name + ".js", event))
        .isInstanceOf(ScriptResult.Stopped.class)
        .asString()
        .contains("Maximum call stack size exceeded");
  }

  @Test
  void a_module_that_does_not_end_is_refused() {
    assertThat(
            ScriptTesting.errors(
                Map.of("a.js", "let s = []; for (;;) s.push({}); export default () => 1;")))
        .hasSize(1);
  }
}
