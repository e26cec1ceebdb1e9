package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.eventlog.DeadLetterQuery;
import dev.tagyard.proxy.eventlog.rocksdb.ManualClock;
import dev.tagyard.proxy.standin.Misbehaviour;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real requests in, and every request that the vendors got, word by word.
@Execution(ExecutionMode.CONCURRENT)
class EndToEndTest {
  private static final Instant NOON = Instant.parse("2025-11-22T01:00:05Z");

  private final ManualClock clock = new ManualClock(NOON);

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "purchase_with_clear_contact",
        "purchase_from_browser_then_server",
        "array_with_one_malformed",
        "consent_denied",
        "statistics_only",
        "us_visitor_with_gpc",
        "yaml_and_js_rules",
        "name_that_ga4_reserves",
        "same_event_id_twice",
        "same_transaction_id_twice",
        "copy_after_one_that_rules_kept_back",
        "empty_ids_are_none",
        "page_reached_from_a_mail",
        "made_up_purchase_that_a_rule_drops"
      })
  void what_goes_in_comes_out_as_the_files_say(String name) throws Exception {
    Story.copyRules(name, folder.resolve("rules"));
    try (var proxy = start()) {
      var story = new Story(name, proxy);

      story.tell(clock);

      story.end();
    }
  }

  @Test
  void of_ten_events_the_one_that_meta_refuses_is_a_dead_letter_and_nine_arrive() throws Exception {
    try (var proxy = start()) {
      var story = new Story("one_of_ten_refused_by_meta", proxy);
      proxy.vendors().refuseAtMeta("e5");

      story.tell(clock);

      story.end();
      assertThat(proxy.vendors().meta().requests().stream().filter(request -> request.taken()))
          .flatExtracting(request -> request.events())
          .extracting(event -> event.id())
          .containsExactlyInAnyOrder("e1", "e2", "e3", "e4", "e6", "e7", "e8", "e9", "e10");
      proxy.stopServer();
      try (var log = proxy.openLog()) {
        assertThat(log.letters().find(DeadLetterQuery.all(10)))
            .singleElement()
            .satisfies(letter -> {
              assertThat(letter.entry().destination()).isEqualTo("meta");
              assertThat(letter.entry().event().id()).isEqualTo("e5");
              assertThat(letter.vendorSaid()).contains("Invalid parameter");
            });
      }
    }
  }

  @Test
  void what_was_accepted_before_a_restart_is_delivered_after_it() throws Exception {
    try (var proxy = start()) {
      var story = new Story("restart_before_delivery", proxy);
      var vendors =
          List.of(proxy.vendors().meta(), proxy.vendors().ga4(), proxy.vendors().partner());
      vendors.forEach(vendor -> vendor.script(1_000, Misbehaviour.status(503)));

      story.tellAtOnce();
      proxy.dispatched();
      proxy.stopServer();
      proxy.vendors().clear();
      // All of it is due then, however often it was tried before.
      clock.advance(Duration.ofSeconds(1));
      proxy.startServer();

      story.end();
    }
  }

  @Test
  void a_partner_s_click_is_in_the_page_s_parameter_that_is_configured() throws Exception {
    try (var proxy =
        RunningProxy.start(
            folder,
            clock,
            yaml ->
                Contract.replace(yaml, Map.of("public:\n", "public:\n  click_parameter: cid\n")))) {
      proxy.post(
          """
          {"event_name": "purchase", "page": {"url": "https://www.example.com/?cid=p-1"},
           "consent": {"categories": {"marketing": true}}}\
          """);

      proxy.settled();
      assertThat(proxy.vendors().partner().requests())
          .singleElement()
          .satisfies(request -> assertThat(request.query()).startsWith("cid=p-1&"));
    }
  }

  private RunningProxy start() throws Exception {
    return RunningProxy.start(folder, clock, yaml -> yaml);
  }
}
