package dev.tagyard.proxy.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.proxy.standin.Misbehaviour;
import dev.tagyard.proxy.standin.OtherVendors;
import dev.tagyard.proxy.standin.StandIns;
import dev.tagyard.rules.RuleObserver;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SendTestTest {
  private static final String TOKEN = "token-of-nobody";

  private final Vertx vertx = Vertx.vertx();
  private Optional<StandIns> standIns = Optional.empty();
  private Path dataDir = Path.of("");
  private Map<String, PlannedDestination> destinations = Map.of();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    var vendors =
        StandIns.start(vertx, InstantSource.system(), StandIns.Ports.FREE)
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    standIns = Optional.of(vendors);
    dataDir = folder.resolve("data");
    destinations =
        read(
            folder,
            OtherVendors.yaml(type -> vendors.of(type).endpoint())
                + """
                  meta:
                    type: meta
                    pixel_id: "1234567890"
                    access_token: token-of-nobody
                    test_event_code: TEST1
                    endpoint: %s
                  ga4:
                    type: ga4
                    measurement_id: G-TEST123
                    api_secret: token-of-nobody
                    endpoint: %s
                  lines:
                    type: file
                    path: events.jsonl
                  topic:
                    type: kafka
                    brokers: [127.0.0.1:1]
                    topic: events
                """
                    .formatted(vendors.meta().endpoint(), vendors.ga4().endpoint()));
  }

  @AfterAll
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"meta", "ga4", "pinterest", "snapchat", "openai", "data_manager"})
  void a_vendor_with_a_test_mode_takes_a_sample_that_does_not_count(String name) {
    var report = test(name, "purchase", false);

    assertThat(report.words()).contains("The vendor").contains("It tells:");
    assertThat(report.well()).isTrue();
    assertThat(report.request()).contains("tagyard-test", "***").doesNotContain(TOKEN);
    assertThat(report.request() + report.answer()).doesNotContain("a-token-of-an-hour");
    assertThat(report.answer()).startsWith("HTTP 20");
  }

  @ParameterizedTest
  @CsvSource({
    "pinterest, ?test=true",
    "snapchat, /events/validate",
    "ga4, /debug/mp/collect",
    "data_manager, '\"validateOnly\":true'",
    "openai, '\"validate_only\":true'",
    "meta, '\"test_event_code\":\"TEST1\"'",
  })
  void the_vendor_s_own_test_mode_is_used(String name, String mark) {
    assertThat(test(name, "purchase", false).request()).contains(mark);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiktok", "reddit", "linkedin", "microsoft", "microsoft_offline", "x"})
  void without_a_test_mode_nothing_is_sent_unless_told_so(String name) {
    var quiet = test(name, "purchase", false);
    var live = test(name, "purchase", true);

    assertThat(quiet.well()).isFalse();
    assertThat(quiet.words()).startsWith("Nothing was sent").contains("--live");
    assertThat(quiet.request()).contains("***").doesNotContain(TOKEN);
    assertThat(live.well()).as(live.words()).isTrue();
    assertThat(live.request()).doesNotContain(TOKEN, "a-token-of-an-hour");
  }

  @Test
  void what_is_wrong_is_said_in_words() {
    var vendors = standIns.orElseThrow();
    vendors.of("pinterest").script(1, Misbehaviour.status(401));
    var token = test("pinterest", "purchase", false);
    vendors.of("pinterest").script(1, Misbehaviour.status(400));
    var refused = test("pinterest", "purchase", false);
    vendors.of("data_manager").script(1, Misbehaviour.status(400));
    var grant = test("data_manager", "purchase", false);

    assertThat(token.words()).contains("refuses the credentials", "Make a new token");
    assertThat(refused.words()).contains("refuses this event");
    assertThat(grant.words()).startsWith("No access token.");
    assertThat(test("tiktok", "refund", true).words())
        .contains("Nothing was sent", "no_refund_event");
  }

  @ParameterizedTest
  @CsvSource({"lines, true", "lines, false", "topic, true", "topic, false"})
  void what_makes_no_call_by_http_cannot_be_tried_and_is_not_said_to(String name, boolean live) {
    assertThat(test(name, "purchase", live).words())
        .contains("Nothing was sent", "only calls by HTTP", "tagyard explain")
        .doesNotContain("--live");
  }

  @Test
  void a_refresh_token_that_is_refused_may_have_been_renewed() throws Exception {
    Files.createDirectories(dataDir);
    var renewals = Files.writeString(dataDir.resolve("refresh-tokens"), "sealed");
    try {
      standIns.orElseThrow().of("microsoft_offline").script(1, Misbehaviour.status(400));

      assertThat(test("microsoft_offline", "purchase", false).words())
          .contains("the configured refresh token is refused", "tagyard_destination_paused");
    } finally {
      Files.delete(renewals);
    }
  }

  private SendTest.Report test(String destination, String event, boolean live) {
    var planned = Objects.requireNonNull(destinations.get(destination));
    return new SendTest(planned, dataDir, InstantSource.system().instant()).of(event, live);
  }

  private static Map<String, PlannedDestination> read(Path folder, String yaml) throws IOException {
    var file = folder.resolve("tagyard.yaml");
    Files.writeString(file, "data: {dir: data}\ndestinations:\n" + yaml);
    var loaded =
        new PlanReader(file, name -> Optional.empty(), RuleObserver.NONE, InstantSource.system())
            .read(1);
    assertThat(loaded.problems()).isEmpty();
    var plan = loaded.plan().orElseThrow();
    plan.rules().close();
    return plan.destinations();
  }
}
