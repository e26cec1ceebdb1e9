package dev.tagyard.proxy.vendorlist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.consent.tcf.VendorList;
import dev.tagyard.proxy.eventlog.rocksdb.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListFetcherTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir private Path folder = Path.of("");

  private final ManualClock clock = new ManualClock(NOON);
  private final AtomicInteger changes = new AtomicInteger();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Optional<ListServer> server = Optional.empty();

  @BeforeEach
  void serve() throws IOException {
    server = Optional.of(new ListServer());
  }

  @AfterEach
  void stop() {
    server.ifPresent(ListServer::close);
  }

  @Test
  void fetches_once_and_keeps_the_list() throws Exception {
    server().thenZipped("\"a\"", list(178));

    look();
    look();

    assertThat(kept().map(VendorList::version)).contains(178);
    assertThat(changes).hasValue(1);
    assertThat(server().etagsAskedFor()).containsExactly("");
    assertThat(folder.resolve("vendor-list.json")).exists();
  }

  @Test
  void asks_at_most_once_a_day_also_after_a_restart() throws Exception {
    server().thenZipped("\"a\"", list(178)).thenZipped("\"b\"", list(179));
    look();

    clock.advance(Duration.ofHours(23));
    look();
    assertThat(server().etagsAskedFor()).hasSize(1);

    clock.advance(Duration.ofHours(1));
    look();
    assertThat(server().etagsAskedFor()).containsExactly("", "\"a\"");
    assertThat(kept().map(VendorList::version)).contains(179);
  }

  @Test
  void a_clock_that_was_years_ahead_does_not_put_the_next_fetch_off_for_years() throws Exception {
    server().thenZipped("\"a\"", list(178)).thenZipped("\"b\"", list(179));
    clock.advance(Duration.ofDays(4_000));
    look();

    clock.advance(Duration.ofDays(-4_000));
    look();

    assertThat(kept().map(VendorList::version)).contains(179);
  }

  @Test
  void waits_longer_where_the_server_says_so() throws Exception {
    server()
        .then(200, Map.of("Cache-Control", "public, max-age=259200"), list(178))
        .then(200, Map.of(), list(179));
    look();

    clock.advance(Duration.ofDays(2));
    look();
    assertThat(server().etagsAskedFor()).hasSize(1);

    clock.advance(Duration.ofDays(1));
    look();
    assertThat(kept().map(VendorList::version)).contains(179);
  }

  @Test
  void keeps_what_it_has_where_nothing_changed() throws Exception {
    server().thenZipped("\"a\"", list(178)).then(304, Map.of(), "");
    look();
    clock.advance(Duration.ofDays(1));

    look();
    look();

    assertThat(server().etagsAskedFor()).containsExactly("", "\"a\"");
    assertThat(changes).hasValue(1);
    assertThat(kept().map(VendorList::version)).contains(178);
    assertThat(registry.counter("tagyard_vendor_list_fetches", "outcome", "unchanged").count())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"gvlSpecificationVersion\": 3, \"vendorListVersion\": 179, \"vendors\": {",
        "<html>maintenance</html>",
        "{}",
        "{\"gvlSpecificationVersion\": 2, \"vendorListVersion\": 179, \"vendors\": {\"1\": {\"id\":"
            + " 1}}}",
        "{\"gvlSpecificationVersion\": 3, \"vendorListVersion\": 179, \"vendors\": {}}",
        "{\"gvlSpecificationVersion\": 3, \"vendorListVersion\": 179, \"vendors\": {\"1\": {\"id\":"
            + " \"x\"}}}",
        "{\"gvlSpecificationVersion\": 3, \"vendorListVersion\": 179,"
            + " \"vendors\": {\"1\": {\"id\": 1, \"purposes\": [\"one\"]}}}"
      })
  void a_list_that_cannot_be_read_leaves_the_one_before_in_force(String broken) throws Exception {
    server().thenZipped("\"a\"", list(178)).then(200, Map.of("ETag", "\"b\""), broken);
    look();
    clock.advance(Duration.ofDays(1));

    look();

    assertThat(kept().map(VendorList::version)).contains(178);
    assertThat(changes).hasValue(1);
    assertThat(state().etag()).isEqualTo("\"a\"");
    assertThat(state().failures()).isEqualTo(1);
  }

  @Test
  void an_older_list_is_not_taken() throws Exception {
    server().then(200, Map.of(), list(178)).then(200, Map.of(), list(177));
    look();
    clock.advance(Duration.ofDays(1));

    look();

    assertThat(kept().map(VendorList::version)).contains(178);
  }

  @Test
  void asks_more_and_more_rarely_while_the_server_fails() throws Exception {
    for (int i = 0; i < 12; i++) {
      server().then(503, Map.of(), "");
    }
    var waits = new java.util.ArrayList<Duration>();

    for (int i = 0; i < 9; i++) {
      look();
      waits.add(Duration.between(clock.instant(), state().next()));
      clock.advance(waits.getLast());
    }

    assertThat(waits)
        .startsWith(Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofMinutes(20))
        .endsWith(Duration.ofHours(6), Duration.ofHours(6))
        .isSorted();
    assertThat(changes).hasValue(0);
  }

  @Test
  void asks_no_more_often_where_nothing_can_be_kept() throws Exception {
    for (int i = 0; i < 3; i++) {
      server().thenZipped("\"a\"", list(178));
    }
    var noFolder = Files.createFile(folder.resolve("file"));
    try (var fetcher = fetcher(server().uri(), noFolder, Duration.ofSeconds(60))) {
      fetcher.look();
      clock.advance(Duration.ofMinutes(1));
      fetcher.look();
      assertThat(server().etagsAskedFor()).hasSize(1);

      clock.advance(Duration.ofMinutes(4));
      fetcher.look();
      clock.advance(Duration.ofMinutes(9));
      fetcher.look();
      assertThat(server().etagsAskedFor()).hasSize(2);
    }
  }

  @Test
  void a_list_that_drips_is_given_up() throws Exception {
    server()
        .then(200, Map.of(ListServer.DRIPS, "yes"), list(178))
        .then(200, Map.of("ETag", "\"a\""), list(178));

    look(server().uri(), Duration.ofMillis(500));

    assertThat(state().failures()).isEqualTo(1);
    clock.advance(Duration.ofMinutes(5));
    look();
    assertThat(kept().map(VendorList::version)).contains(178);
  }

  @Test
  void follows_no_redirect() throws Exception {
    server().then(302, Map.of("Location", "/elsewhere"), "").thenZipped("\"a\"", list(178));

    look();

    assertThat(server().etagsAskedFor()).hasSize(1);
    assertThat(kept()).isEmpty();
  }

  @Test
  void another_address_is_asked_anew() throws Exception {
    server().thenZipped("\"a\"", list(178)).thenZipped("\"b\"", list(12));
    look();

    look(URI.create(server().uri() + "?language=de"));

    assertThat(server().etagsAskedFor()).containsExactly("", "");
    assertThat(
            new KeptList<>(PublishedList.VENDORS, folder)
                .list(server().uri() + "?language=de")
                .map(VendorList::version))
        .contains(12);
    assertThat(kept()).as("the list of the address before").isEmpty();
  }

  @Test
  void a_kept_list_that_was_broken_on_disk_is_fetched_again() throws Exception {
    server().thenZipped("\"a\"", list(178)).thenZipped("\"a\"", list(178));
    look();
    Files.writeString(folder.resolve("vendor-list.json"), "{");
    clock.advance(Duration.ofDays(1));

    look();

    assertThat(server().etagsAskedFor()).containsExactly("", "");
    assertThat(kept().map(VendorList::version)).contains(178);
  }

  private void look() throws InterruptedException {
    look(server().uri());
  }

  private void look(URI from) throws InterruptedException {
    look(from, Duration.ofSeconds(60));
  }

  private void look(URI from, Duration longest) throws InterruptedException {
    try (var fetcher = fetcher(from, folder, longest)) {
      fetcher.look();
    }
  }

  private ListFetcher<VendorList> fetcher(URI from, Path dataDir, Duration longest) {
    return new ListFetcher<>(
        PublishedList.VENDORS,
        () -> Optional.of(from),
        dataDir,
        clock,
        changes::incrementAndGet,
        registry,
        longest);
  }

  private ListServer server() {
    return server.orElseThrow();
  }

  private FetchState state() {
    return new KeptList<>(PublishedList.VENDORS, folder)
        .state(server().uri().toString())
        .orElseThrow();
  }

  private Optional<VendorList> kept() {
    return new KeptList<>(PublishedList.VENDORS, folder).list(server().uri().toString());
  }

  private static String list(int version) {
    return """
    {"gvlSpecificationVersion": 3, "vendorListVersion": %d, "vendors": {
      "755": {"id": 755, "name": "Ads and analytics", "purposes": [1, 3, 4],
              "legIntPurposes": [2, 7, 9, 10], "flexiblePurposes": [2, 7, 9, 10]},
      "24": {"id": 24, "name": "Deleted", "purposes": [1], "deletedDate": "2026-05-01T00:00:00Z"}}}
    """
        .formatted(version);
  }
}
