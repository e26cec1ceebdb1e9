package dev.tagyard.rules.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.event.Samples;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What becomes of an event's tree that a script reads and writes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventTreeTest {
  private static final Map<String, String> BODIES =
      Map.of(
          "reads", "event.params.items.map((item) => item.price); event.user.email;",
          "replaces", "event.params.value = 1; event.page = event.page; delete event.user.email;",
          "moves", "const { params } = event; delete event.params; event.params = params;",
          "twice", "event.params.a = { b: 1 }; event.user.c = 2; return [event, event];",
          "zeros",
              "event.params.zeros = [-0]; event.params.value = -0; event.params.items[0] = -0;",
          "undefines", "event.params.value = undefined; event.params.none = undefined;",
          "writes_while_written",
              """
              let count = 0;
              const late = { toJSON() { event.params['late' + count++] = {}; return 1; } };
              event.params.late = late;
              event.params.items.push({ toJSON() { event.params.items.push(1); return 2; } });
              """,
          "reads_what_it_wrote",
              """
              const { items } = event.params;
              const made = { a: [1] };
              event.params.made = made;
              event.params.same = event.params.made === made && event.params.items === items;
              event.params.made.a.push(2);
              """);

  private final ScriptTesting scripts = new ScriptTesting(modules());
  private final ObjectNode event = Samples.purchase().tree();
  private final ObjectNode before = event.deepCopy();

  private static Map<String, String> modules() {
    Map<String, String> modules = new HashMap<>();
    BODIES.forEach((name, body) ->
        modules.put(name + ".js", "export default function (event) { " + body + " }"));
    return modules;
  }

  @AfterAll
  void close() {
    scripts.close();
  }

  private List<ObjectNode> made(String name) {
    var events = scripts.returned(name + ".js", event).events();
    assertThat(event).isEqualTo(before);
    return events;
  }

  @Test
  void what_was_only_read_is_the_very_event() {
    assertThat(made("reads").getFirst()).isSameAs(event);
  }

  @Test
  void what_was_not_written_is_shared() {
    var after = made("replaces").getFirst();

    assertThat(after.at("/params/value").asInt()).isEqualTo(1);
    assertThat(after.path("user").has("email")).isFalse();
    assertThat(after.get("page")).isSameAs(event.get("page"));
    assertThat(after.get("visitor")).isSameAs(event.get("visitor"));
    assertThat(after.at("/params/items")).isSameAs(event.at("/params/items"));
  }

  @Test
  void what_is_removed_and_put_again_comes_last() {
    var after = made("moves").getFirst();

    assertThat(after).isEqualTo(before);
    assertThat(after.properties().stream().map(Map.Entry::getKey).toList().getLast())
        .isEqualTo("params");
  }

  @Test
  void an_event_returned_twice_is_whole_both_times() {
    var events = made("twice");

    assertThat(events).hasSize(2);
    assertThat(events.get(0)).isEqualTo(events.get(1));
    assertThat(events.get(1).at("/params/a/b").asInt()).isEqualTo(1);
    assertThat(events.get(1).at("/user/c").asInt()).isEqualTo(2);
  }

  @Test
  void what_is_undefined_is_not_written() {
    assertThat(made("undefines").getFirst().path("params").has("value")).isFalse();
    assertThat(made("undefines").getFirst().path("params").has("none")).isFalse();
  }

  @Test
  void minus_zero_is_zero_as_in_json() {
    var params = made("zeros").getFirst().path("params");

    assertThat(params.path("value")).hasToString("0");
    assertThat(params.path("zeros")).hasToString("[0]");
    assertThat(params.path("items").path(0)).hasToString("0");
  }

  @Test
  void a_script_may_go_on_writing_while_its_objects_become_json() throws IOException {
    var params = made("writes_while_written").getFirst().path("params");

    assertThat(new ObjectMapper().readTree(params.toString())).isEqualTo(params);
    assertThat(params.path("late").asInt()).isEqualTo(1);
    assertThat(params.path("items").get(before.at("/params/items").size()).asInt()).isEqualTo(2);
  }

  @Test
  void a_script_finds_again_what_it_put_in() {
    var params = made("reads_what_it_wrote").getFirst().path("params");

    assertThat(params.path("same").asBoolean()).isTrue();
    assertThat(params.at("/made/a")).hasSize(2);
  }
}
