package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `public.routes`: other names for what the public listener answers.
class RenamedRoutesTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void a_route_answers_under_both_names_and_under_the_prefix() throws Exception {
    try (var proxy =
        RunningProxy.start(
            folder,
            yaml ->
                yaml.replace(
                    "public:\n",
                    "public:\n  prefix: /data\n  routes: { /e: in, /ty.js: main.js }\n"))) {
      for (var path : new String[] {"/e", "/in", "/data/e", "/data/in"}) {
        var answer = proxy.send(proxy.to(path).POST(BodyPublishers.ofString("[]")));
        assertThat(answer.statusCode()).as(path).isEqualTo(400);
        assertThat(answer.body()).as(path).contains("the array is empty");
      }
      assertThat(proxy.send(proxy.to("/main.js")).body())
          .isEqualTo(proxy.send(proxy.to("/ty.js")).body());
      assertThat(proxy.send(proxy.to("/out")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void the_secret_path_of_wrapped_hits_cannot_be_a_route() {
    assertThat(refusal("ga4: {}", "ga4: { wrapped: /optout }"))
        .endsWith("sources.ga4.wrapped: must be a path of its own, not \"/optout\"");
  }

  @Test
  void a_prefix_may_end_with_a_slash() throws Exception {
    try (var proxy =
        RunningProxy.start(
            folder, yaml -> yaml.replace("public:\n", "public:\n  prefix: /data/\n"))) {
      assertThat(proxy.send(proxy.to("/data/ty.json")).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ /ee: in }",
        "{ /e: in/out }",
        "{ /e: \"\" }",
        "{ /e: in, /optout: in }",
        "{ /e: optout }"
      })
  void a_route_that_is_none_and_a_name_that_is_none_or_taken_are_refused(String routes) {
    assertThat(refusal("public:\n", "public:\n  routes: " + routes + "\n"))
        .startsWith("tagyard.yaml:4: public.routes./");
  }

  /// The one problem of the configuration with a text replaced.
  private String refusal(String text, String by) {
    var refused =
        assertThrows(
            Server.Refused.class,
            () -> RunningProxy.start(folder, yaml -> yaml.replace(text, by)).close());
    assertThat(refused.problems()).hasSize(1);
    return refused.problems().getFirst().toString();
  }
}
