package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.standin.Misbehaviour;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A vendor that refuses the token pauses its destination: nothing is lost, and no other waits.
@Execution(ExecutionMode.CONCURRENT)
class CredentialsRefusedTest {
  private static final Misbehaviour REFUSED =
      new Misbehaviour.Answer(
          401,
          Map.of(),
          "{\"error\":{\"message\":\"Invalid OAuth access token\",\"type\":\"OAuthException\","
              + "\"code\":190}}");

  @TempDir private Path folder = Path.of("");

  @Test
  void all_is_kept_until_a_reload_and_then_delivered() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      // A batch may leave before the answer to the first one is read.
      proxy.vendor("meta").script(20, REFUSED);
      for (var i = 1; i <= 20; i++) {
        post(proxy, "c" + i);
      }
      Eventually.holds("meta is paused", () -> paused(proxy));
      Eventually.holds("the others have all", () -> sum(proxy, "ga4").of("delivered") == 20);
      var status = new ObjectMapper().readTree(get(proxy, "/api/destinations"));

      assertThat(status.at("/meta/paused").asBoolean()).isTrue();
      assertThat(status.at("/meta/vendor_said").asText()).contains("Invalid OAuth access token");
      assertThat(status.at("/ga4/paused").asBoolean()).isFalse();
      assertThat(sum(proxy, "meta").waiting()).isEqualTo(20);
      assertThat(sum(proxy, "meta").holds()).isTrue();

      proxy.vendor("meta").clear();
      Files.writeString(proxy.file(), Files.readString(proxy.file()) + "\n# a new token\n");
      proxy.server().reload();

      assertThat(Objects.requireNonNull(proxy.settled().get("meta")).of("delivered")).isEqualTo(20);
      assertThat(paused(proxy)).isFalse();
    }
  }

  @Test
  void a_reload_that_mends_nothing_pauses_again_and_loses_nothing() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      proxy.vendor("meta").script(2, REFUSED);
      post(proxy, "c1");
      Eventually.holds("meta is paused", () -> paused(proxy));

      proxy.server().reload();
      Eventually.holds(
          "meta was asked again, and is paused",
          () -> proxy.vendor("meta").requests().size() == 2 && paused(proxy));
      assertThat(sum(proxy, "meta").waiting()).isEqualTo(1);
      proxy.server().reload();

      assertThat(Objects.requireNonNull(proxy.settled().get("meta")).of("delivered")).isEqualTo(1);
    }
  }

  @Test
  void after_a_restart_it_is_tried_again() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      proxy.vendor("meta").script(1, REFUSED);
      post(proxy, "c1");
      Eventually.holds("meta is paused", () -> paused(proxy));

      proxy.stopServer();
      proxy.startServer();

      assertThat(Objects.requireNonNull(proxy.settled().get("meta")).of("delivered")).isEqualTo(1);
    }
  }

  @Test
  void googles_validation_is_asked_about_a_share_of_what_it_took() throws Exception {
    try (var proxy =
        RunningProxy.start(
            folder,
            yaml ->
                Contract.replace(
                    yaml, Map.of("    type: ga4", "    type: ga4\n    validate_share: 1")))) {
      post(proxy, "c1");
      post(proxy, "c2");
      proxy.settled();

      Eventually.holds(
          "both were validated",
          () ->
              get(proxy, "/metrics")
                  .contains(
                      "tagyard_vendor_validations_total{destination=\"ga4\",outcome=\"valid\"}"
                          + " 2.0"));
      assertThat(Objects.requireNonNull(proxy.sums().get("ga4")).of("delivered")).isEqualTo(2);
    }
  }

  /// Google takes it all the same.
  @Test
  void what_googles_validation_finds_is_told_with_the_event() throws Exception {
    try (var proxy =
        RunningProxy.start(
            folder,
            yaml ->
                Contract.replace(
                    yaml, Map.of("    type: ga4", "    type: ga4\n    validate_share: 1")))) {
      proxy
          .vendor("ga4")
          .script(
              1,
              new Misbehaviour.Answer(
                  200,
                  Map.of(),
                  "{\"validationMessages\":[{\"fieldPath\":\"events[0].params.value\","
                      + "\"description\":\"must be a number\","
                      + "\"validationCode\":\"VALUE_INVALID\"},{\"description\":\"odd\"}]}"));
      post(proxy, "c1");

      var sums = proxy.settled();

      var said = "events[0].params.value: must be a number (VALUE_INVALID); odd";
      assertThat(Objects.requireNonNull(sums.get("ga4")).of("delivered")).isEqualTo(1);
      assertThat(get(proxy, "/api/events/c1")).contains("validation: " + said);
      assertThat(get(proxy, "/api/destinations")).contains(said);
      assertThat(get(proxy, "/metrics"))
          .contains(
              "tagyard_vendor_validations_total{destination=\"ga4\",outcome=\"invalid\"} 1.0");
    }
  }

  private static boolean paused(RunningProxy proxy) {
    return get(proxy, "/metrics").contains("tagyard_destination_paused{destination=\"meta\"} 1");
  }

  private static Sum sum(RunningProxy proxy, String destination) {
    var sum = Sum.read(get(proxy, "/metrics")).get(destination);
    return sum == null ? new Sum(0, Map.of(), 0) : sum;
  }

  private static String get(RunningProxy proxy, String path) {
    try {
      return proxy.send(proxy.toAdmin(path)).body();
    } catch (Exception failure) {
      throw new AssertionError(path, failure);
    }
  }

  private static void post(RunningProxy proxy, String id) throws Exception {
    var answer =
        proxy.post(
            """
            {"event_name": "purchase", "event_id": "%s",
             "page": {"url": "https://www.example.com/thanks"},
             "user": {"client_id": "1.2"},
             "params": {"value": 5, "currency": "EUR", "transaction_id": "T%s"},
             "consent": {"categories": {"marketing": true, "statistics": true}}}\
            """
                .formatted(id, id));
    assertThat(answer.statusCode()).isEqualTo(202);
  }
}
