package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rules of a running server: which ones run, those before them, and others beside them.
class RunningRulesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OLD = "- {name: old, set: {page.title: Old}}\n";
  private static final String NEW = "- {name: new, set: {page.title: New}}\n";

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void rules() throws Exception {
    write("rules/10.yaml", OLD);
  }

  private void write(String file, String text) throws Exception {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), text);
  }

  private static JsonNode get(RunningProxy proxy, String path) throws Exception {
    return JSON.readTree(proxy.send(proxy.toAdmin(path)).body());
  }

  private static int rollBack(RunningProxy proxy) throws Exception {
    return proxy
        .send(proxy.toAdmin("/api/rules/rollback").POST(BodyPublishers.noBody()))
        .statusCode();
  }

  private static void view(RunningProxy proxy, String id) throws Exception {
    var event =
        """
        {"event_name": "page_view", "event_id": "%s", "page": {"url": "https://www.example.com/"},
         "consent": {"categories": {"marketing": true, "statistics": true}}}\
        """
            .formatted(id);
    assertThat(proxy.post(event).statusCode()).isEqualTo(202);
  }

  @Test
  void what_runs_since_when_is_told_and_rolled_back_until_the_files_change_again()
      throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      var first = get(proxy, "/api/rules");
      assertThat(first.path("version").asInt()).isEqualTo(1);
      assertThat(first.at("/rules/0/name").asText()).isEqualTo("old");
      assertThat(first.path("engine").asText()).isEqualTo("no scripts");
      assertThat(rollBack(proxy)).isEqualTo(409);

      write("rules/10.yaml", NEW);
      assertThat(proxy.server().reload()).isEmpty();
      assertThat(get(proxy, "/api/rules").at("/rules/0/name").asText()).isEqualTo("new");
      assertThat(rollBack(proxy)).isEqualTo(200);

      var back = get(proxy, "/api/rules");
      assertThat(back.at("/rules/0/name").asText()).isEqualTo("old");
      assertThat(back.path("rolled_back").asBoolean()).isTrue();
      assertThat(back.path("version").asInt()).isEqualTo(3);
      assertThat(back.path("before").asInt()).isEqualTo(2);

      assertThat(proxy.server().reload()).isEmpty();
      assertThat(get(proxy, "/api/rules").at("/rules/0/name").asText()).isEqualTo("old");

      write("rules/10.yaml", NEW.replace("new", "newer"));
      assertThat(proxy.server().reload()).isEmpty();
      assertThat(get(proxy, "/api/rules").at("/rules/0/name").asText()).isEqualTo("newer");
      assertThat(get(proxy, "/api/rules").path("rolled_back").asBoolean()).isFalse();
    }
  }

  @Test
  void what_changes_no_rule_leaves_them_and_those_before_them_in_force() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      write("rules/10.yaml", NEW);
      assertThat(proxy.server().reload()).isEmpty();
      view(proxy, "counted");
      proxy.settled();
      var was = get(proxy, "/api/rules");
      assertThat(was.at("/rules/0/ends/changed").asInt()).isEqualTo(1);

      write("rules/tests/a/expect.yaml", "{}");
      assertThat(proxy.server().reload()).isEmpty();
      configure(proxy, "window: 48h", "window: 47h");
      write("next/10.yaml", OLD);
      configure(proxy, "rules: rules ", "rules: {folder: rules, shadow: next} ");
      assertThat(get(proxy, "/api/rules")).isEqualTo(was);

      assertThat(rollBack(proxy)).isEqualTo(200);
      assertThat(get(proxy, "/api/rules").at("/rules/0/name").asText()).isEqualTo("old");
      write("rules/tests/a/event.json", "{}");
      configure(proxy, "window: 47h", "window: 46h");
      assertThat(get(proxy, "/api/rules").at("/rules/0/name").asText()).isEqualTo("old");

      write("rules/10.yaml", OLD);
      assertThat(proxy.server().reload()).isEmpty();
      var mended = get(proxy, "/api/rules");
      assertThat(mended.path("rolled_back").asBoolean()).isFalse();
      assertThat(mended.path("version").asInt()).isEqualTo(3);
    }
  }

  @Test
  void a_second_rollback_puts_back_what_the_first_took_out() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      write("rules/10.yaml", NEW);
      assertThat(proxy.server().reload()).isEmpty();
      assertThat(rollBack(proxy)).isEqualTo(200);
      assertThat(rollBack(proxy)).isEqualTo(200);

      assertThat(proxy.server().reload()).isEmpty();
      assertThat(get(proxy, "/api/rules").at("/rules/0/name").asText()).isEqualTo("new");
      assertThat(get(proxy, "/api/rules").path("rolled_back").asBoolean()).isFalse();

      write("rules/10.yaml", OLD);
      assertThat(proxy.server().reload()).isEmpty();
      assertThat(get(proxy, "/api/rules").at("/rules/0/name").asText()).isEqualTo("old");
    }
  }

  @Test
  void a_rollout_is_heeded_after_a_rollback() throws Exception {
    write("rules/20.js", "export default (e) => { e.page.title = 'Script'; };");
    write("next/20.js", "export default (e) => { e.page.title = 'Next'; };");
    var rules = "rules: {folder: rules, shadow: next, rollout: 0%}";
    try (var proxy = RunningProxy.start(folder, yaml -> with(yaml, rules))) {
      write("rules/20.js", "export default (e) => { e.page.title = 'Other'; };");
      assertThat(proxy.server().reload()).isEmpty();
      assertThat(rollBack(proxy)).isEqualTo(200);
      configure(proxy, "rollout: 0%", "rollout: 100%");
      view(proxy, "next");
      proxy.settled();
      assertThat(proxy.vendors().ga4().requests().toString()).contains("Next");

      configure(proxy, "rollout: 100%", "rollout: 0%");
      view(proxy, "rolled-back");
      proxy.settled();
      assertThat(proxy.vendors().ga4().requests().toString()).contains("Script");
    }
  }

  private static void configure(RunningProxy proxy, String from, String to) throws Exception {
    var before = Files.readString(proxy.file());
    Files.writeString(proxy.file(), Contract.replace(before, Map.of(from, to)));
    assertThat(proxy.server().reload()).isEmpty();
  }

  @Test
  void recorded_events_are_run_through_other_rules_and_nothing_is_sent() throws Exception {
    write("other/10.yaml", NEW);
    write("other/20.js", "export default (e) => (e.event_id === 'second' ? null : undefined);");
    write("broken/10.yaml", "- {drop: perhaps}\n");
    try (var proxy = RunningProxy.start(folder)) {
      view(proxy, "first");
      view(proxy, "second");
      proxy.settled();
      var sent = proxy.vendors().meta().requests().size();

      var report = get(proxy, compare("other"));
      var broken = get(proxy, compare("broken"));

      assertThat(report.path("events").asInt()).isPositive();
      assertThat(report.path("different").asInt()).isEqualTo(report.path("events").asInt());
      assertThat(report.path("groups").toString())
          .contains("\"before\":\"Old\",\"after\":\"New\"", "dropped_by_rule:20.js", "\"second\"");
      assertThat(broken.at("/problems/0").asText()).startsWith("broken/10.yaml:1: [0].drop");
      assertThat(get(proxy, compare("nowhere")).at("/problems/0").asText())
          .isEqualTo(
              "there is no folder " + folder.resolve("nowhere") + " that the server can read");
      assertThat(proxy.vendors().meta().requests()).hasSize(sent);
      assertThat(proxy.send(proxy.toAdmin("/api/rules/compare?minutes=5")).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void a_first_folder_of_rules_is_compared_also_for_who_takes_its_names_alone() throws Exception {
    write("rules/10.yaml", "");
    write(
        "other/10.yaml",
        "- {name: leads, match: {event_name: page_view}, set: {event_name: purchase}}\n");
    try (var proxy = RunningProxy.start(folder)) {
      view(proxy, "lead");
      proxy.settled();

      assertThat(get(proxy, compare("other")).path("groups").toString())
          .contains(
              "{\"rule\":\"leads\",\"destination\":\"partner\",\"field\":\"(events)\",\"events\":1,"
                  + "\"samples\":[{\"event_id\":\"lead\",\"before\":\"filtered\",\"after\":1}]}");
    }
  }

  @Test
  void what_a_destination_does_not_get_is_no_difference() throws Exception {
    var told =
        OLD
            + "- {name: told, set: {params.told: yes}}\n"
            + "- {name: gone, match: {event_name: page_view}, not_to: [partner]}\n";
    write("other/10.yaml", told);
    write("next/10.yaml", told);
    var shadow = "rules: {folder: rules, shadow: next, compare: 100%}";
    try (var proxy = RunningProxy.start(folder, yaml -> with(yaml, shadow))) {
      view(proxy, "not-for-partner");
      proxy.settled();

      assertThat(get(proxy, compare("other")).path("groups").valueStream())
          .extracting(group -> group.path("destination").asText())
          .containsExactlyInAnyOrder("meta", "ga4");
      assertThat(proxy.metrics())
          .contains("tagyard_rules_shadow_differences_total{destination=\"ga4\"")
          .doesNotContain("tagyard_rules_shadow_differences_total{destination=\"partner\"");
    }
  }

  /// The partner gets every event, where it is refused in a restricted form.
  private static String restricted(String yaml) {
    return yaml.replaceAll("(?m)^ *events: \\[purchase]\n", "")
        .replaceAll(
            "(?m)consent: \\{ categories: \\[marketing].*$",
            "consent: {categories: [marketing], otherwise: restrict,"
                + " restricted_without_storage: true}");
  }

  @Test
  void what_is_cut_from_a_restricted_copy_is_no_difference() throws Exception {
    write(
        "other/10.yaml",
        OLD + "- {name: who, set: {user.email: jo@example.net, params.value: 5}}\n");
    try (var proxy = RunningProxy.start(folder, RunningRulesTest::restricted)) {
      proxy.post(
          """
          {"event_name": "page_view", "event_id": "restricted",
           "page": {"url": "https://www.example.com/"},
           "consent": {"categories": {"marketing": false}}}\
          """);
      proxy.settled();

      assertThat(get(proxy, compare("other")).path("groups").valueStream())
          .filteredOn(group -> group.path("destination").asText().equals("partner"))
          .extracting(group -> group.path("field").asText())
          .noneMatch(field -> field.startsWith("user"))
          .anyMatch(field -> field.startsWith("params"));
    }
  }

  private String compare(String name) {
    var path = folder.resolve(name).toAbsolutePath().toString();
    return "/api/rules/compare?minutes=60&folder="
        + URLEncoder.encode(path, StandardCharsets.UTF_8);
  }

  @Test
  void a_shadow_is_counted_and_not_sent_and_a_rollout_is_sent() throws Exception {
    write("next/10.yaml", NEW);
    var shadow = "rules: {folder: rules, shadow: next, compare: 100%}";
    try (var proxy = RunningProxy.start(folder, yaml -> with(yaml, shadow))) {
      view(proxy, "shadowed");
      proxy.settled();

      assertThat(proxy.vendors().ga4().requests().toString()).contains("Old").doesNotContain("New");
      assertThat(proxy.metrics())
          .contains("tagyard_rules_shadow_compared_total 1.0")
          .containsPattern(
              "tagyard_rules_shadow_differences_total\\{destination=\"ga4\",field=\"page\",rule=\"new\"\\}"
                  + " 1.0");

      Files.writeString(
          proxy.file(), Files.readString(proxy.file()).replace("compare: 100%", "rollout: 100%"));
      assertThat(proxy.server().reload()).isEmpty();
      view(proxy, "rolled-out");
      proxy.settled();
      assertThat(proxy.vendors().ga4().requests().toString()).contains("New");
    }
  }

  @Test
  void the_parts_of_a_restricted_copy_have_an_id_each_and_it_tells_nothing() throws Exception {
    write("rules/20.js", "export default (e) => [e, { ...e }, { ...e, event_id: 'told' }];");
    try (var proxy =
        RunningProxy.start(
            folder,
            yaml -> restricted(yaml).replaceAll("/postback\\?.*", "/postback?eid={event_id}"))) {
      proxy.post(
          """
          {"event_name": "page_view", "event_id": "of-the-page",
           "page": {"url": "https://www.example.com/"},
           "consent": {"categories": {"marketing": false}}}\
          """);
      proxy.settled();

      var ids =
          proxy.vendors().partner().requests().stream()
              .flatMap(request -> request.events().stream())
              .map(event -> event.id())
              .sorted()
              .toList();
      assertThat(ids).hasSize(3);
      var first = ids.getFirst();
      assertThat(first).hasSize(36);
      assertThat(ids).containsExactly(first, first + "-2", first + "-3");
    }
  }

  @Test
  void to_look_at_an_event_changes_nothing_for_the_next_one() throws Exception {
    write(
        "rules/20.js",
        """
        const deep = (n) => deep(n + 1) + 1;
        export default (e, c) => {
          c.log('zwei');
          c.log('eins');
          if (e.event_id === 'deep') deep(0);
          e.page.title = 'Seen';
        };
        """);
    try (var proxy = RunningProxy.start(folder)) {
      view(proxy, "deep");
      proxy.settled();
      var calls = ruleCalls(proxy);
      var ends = get(proxy, "/api/rules").path("rules");

      for (var look = 0; look < 8; look++) {
        assertThat(get(proxy, "/api/events/deep").at("/copies/0/requests")).isNotEmpty();
      }

      assertThat(ruleCalls(proxy)).isNotEmpty().isEqualTo(calls);
      assertThat(get(proxy, "/api/rules").path("rules")).isEqualTo(ends);
      view(proxy, "next");
      proxy.settled();
      assertThat(proxy.vendors().ga4().requests().toString()).contains("Seen");
      assertThat(get(proxy, "/api/events/next").at("/copies/0/steps").toString())
          .contains("\"log\":[\"zwei\",\"eins\"]");
    }
  }

  private static String ruleCalls(RunningProxy proxy) throws Exception {
    return proxy
        .metrics()
        .lines()
        .filter(line -> line.startsWith("tagyard_rule_time_seconds_count"))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  @Test
  void the_same_rules_make_no_difference_whatever_the_time() throws Exception {
    var script = "export default (e, { now }) => { e.page.title = `at ${now}`; };";
    write("rules/20.js", script);
    write("other/10.yaml", OLD);
    write("other/20.js", script);
    try (var proxy = RunningProxy.start(folder)) {
      view(proxy, "first");
      proxy.settled();
      var received = get(proxy, "/api/events/first").at("/copies/0/event/received_at").asLong();

      var report = get(proxy, compare("other"));

      assertThat(report.path("events").asInt()).isPositive();
      assertThat(report.path("groups")).isEmpty();
      assertThat(proxy.vendors().ga4().requests().toString()).contains("at " + received);
    }
  }

  private static String with(String yaml, String rules) {
    return Contract.replace(yaml, Map.of("rules: rules ", rules + " "));
  }
}
