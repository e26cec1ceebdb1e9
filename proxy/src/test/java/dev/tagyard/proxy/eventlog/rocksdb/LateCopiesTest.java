package dev.tagyard.proxy.eventlog.rocksdb;

import static dev.tagyard.proxy.eventlog.rocksdb.Records.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.proxy.dispatch.Dispatcher;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.rules.event.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server's copy of an event that comes after the page's, some seconds later by its own clock.
final class LateCopiesTest {
  private static final List<String> DESTINATIONS =
      List.of("data_manager", "meta", "microsoft_offline", "webhook");

  @TempDir private Path folder;
  private LogFixture fixture;
  private Plan plan;

  @BeforeEach
  void open() {
    plan =
        Plans.of(
            folder,
            """
            meta:
              type: meta
              pixel_id: "1234567890"
              access_token: token
            data_manager:
              type: data_manager
              account_id: "4445556666"
              client_id: client
              client_secret: secret
              refresh_token: token
              conversions: { purchase: "1" }
            microsoft_offline:
              type: microsoft_offline
              customer_id: "1"
              account_id: "2"
              developer_token: token
              client_id: client
              refresh_token: token
              conversions: { purchase: Offline purchase }
            webhook:
              type: webhook
              url: https://partner.example/hook
              secret: whsec_YS1zZWNyZXQtb2YtZW5vdWdoLWJ5dGVzLWhlcmU=
            """);
    fixture = new LogFixture(folder.resolve("log"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void goes_where_the_vendor_knows_it_by_its_event_id() throws Exception {
    put(page(_ -> {}));
    put(server(_ -> {}));

    assertThat(served())
        .containsExactly(
            Map.entry("data_manager", 1L),
            Map.entry("meta", 2L),
            Map.entry("microsoft_offline", 1L),
            Map.entry("webhook", 1L));
    assertThat(fixture.log.facts("order-1"))
        .filteredOn(fact -> fact.toString().contains("late_copy"))
        .hasSize(1);
  }

  @Test
  void adjusts_a_conversion_where_both_name_the_transaction() throws Exception {
    put(page(params -> params.put("transaction_id", "T1")));
    put(server(params -> params.put("transaction_id", "T1")));

    assertThat(served()).containsEntry("data_manager", 2L);
  }

  @Test
  void makes_no_other_conversion_where_the_server_alone_names_the_transaction() throws Exception {
    put(page(_ -> {}));
    put(server(params -> params.put("transaction_id", "T1")));

    assertThat(served()).containsEntry("data_manager", 1L);
  }

  @Test
  void makes_no_other_conversion_where_the_page_alone_names_the_transaction() throws Exception {
    put(page(params -> params.put("transaction_id", "T1")));
    put(server(_ -> {}));

    assertThat(served()).containsEntry("data_manager", 1L);
  }

  private static ObjectNode page(Consumer<ObjectNode> params) {
    var tree = Records.event("order-1").copy();
    params.accept((ObjectNode) tree.path("params"));
    return tree;
  }

  private static ObjectNode server(Consumer<ObjectNode> params) {
    return page(params).put("trusted", true).put("event_time", NOON.toEpochMilli() + 7_000);
  }

  private void put(ObjectNode tree) {
    var decision =
        new ConsentDecision(
            Records.DECISION.law(),
            Records.DECISION.lawReason(),
            Records.DECISION.storage(),
            DESTINATIONS.stream()
                .collect(
                    Collectors.toMap(
                        name -> name,
                        name -> DestinationDecision.allow("category", VendorFlags.NONE))),
            Map.of());
    fixture.put(new JournalEntry(Event.of(tree), decision, "native", NOON, 1));
  }

  /// How many deliveries wait, by destination.
  private Map<String, Long> served() throws InterruptedException {
    fixture.log.destinations(plan.destinations().keySet());
    var stretch = fixture.log.read(fixture.log.cursor(), 10, Duration.ofSeconds(5));
    fixture.log.commit(new Dispatcher(fixture.log).dispatch(stretch, plan, NOON));
    var waiting = new TreeMap<String, Long>();
    fixture.log.totals().forEach((name, totals) -> waiting.put(name, totals.outbox()));
    return waiting;
  }
}
