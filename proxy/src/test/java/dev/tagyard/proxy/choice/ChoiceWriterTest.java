package dev.tagyard.proxy.choice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.consent.Law;
import dev.tagyard.consent.StorageDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.KeptConsent;
import dev.tagyard.proxy.eventlog.LogSettings;
import dev.tagyard.proxy.eventlog.MasterKey;
import dev.tagyard.proxy.eventlog.VisitorKey;
import dev.tagyard.proxy.eventlog.Withdrawal;
import dev.tagyard.proxy.eventlog.rocksdb.RocksEventLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChoiceWriterTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration MONTH = Duration.ofDays(30);
  private static final VisitorKey ADA = new VisitorKey("visitor", "AdaAdaAdaAdaAdaAdaAda1");
  private static final VisitorKey BEA = new VisitorKey("visitor", "BeaBeaBeaBeaBeaBeaBea1");
  private static final VisitorKey USER = new VisitorKey("user", "customer-7");

  @TempDir private Path folder = Path.of("");

  private Optional<RocksEventLog> log = Optional.empty();

  @BeforeEach
  void open() {
    var settings =
        new LogSettings(
            folder,
            MasterKey.of(new byte[MasterKey.BYTES]),
            Duration.ofDays(3),
            MONTH,
            () -> MONTH,
            new LogSettings.Limits(() -> Long.MAX_VALUE, 0, LogSettings.Limits.USUAL.pending()));
    log =
        Optional.of(
            RocksEventLog.open(settings, new SimpleMeterRegistry(), InstantSource.fixed(NOON)));
  }

  @AfterEach
  void close() {
    log.ifPresent(RocksEventLog::close);
  }

  @Test
  void what_is_written_at_once_with_a_refusal_does_not_bring_its_decision_back() {
    write(note(NOON, true, true, ADA, USER));
    assertThat(last(USER)).isPresent();

    write(
        note(NOON.plusSeconds(1), false, false, ADA),
        note(NOON.plusSeconds(2), false, true, BEA, USER));

    assertThat(last(USER)).isEmpty();
  }

  @Test
  void who_restricts_a_destination_further_stops_what_waits_for_it() {
    var log = this.log.orElseThrow();
    var withdrawals = new Withdrawals(log);
    var wide = restricted("opt_out_gpp", FieldGroup.IDENTIFIERS, FieldGroup.CONTACT);
    var narrow = restricted("google_denied", FieldGroup.CONTACT, FieldGroup.AGENT);

    write(withdrawals, note(NOON, wide, false, ADA));
    write(withdrawals, note(NOON.plusSeconds(1), narrow, true, ADA));

    var taken = withdrawals.of(log.consents().hash(ADA)).orElseThrow();
    assertThat(taken.stops())
        .containsEntry(
            "meta", new Withdrawal.Stop(Verdict.DENY, NOON.plusSeconds(1), Note.SIGNALS));
    assertThat(last(ADA).orElseThrow().decision().of("meta").groups())
        .containsOnly(FieldGroup.CONTACT);
  }

  @Test
  void a_clock_that_is_set_back_makes_no_refusal_an_older_one() {
    var log = this.log.orElseThrow();
    var withdrawals = new Withdrawals(log);
    write(withdrawals, note(NOON, true, true, ADA));

    write(withdrawals, note(NOON.minusSeconds(3_600), false, true, ADA));

    var taken = withdrawals.of(log.consents().hash(ADA)).orElseThrow();
    assertThat(taken.stops()).containsOnlyKeys("meta");
    assertThat(taken.last()).isEqualTo(NOON);
    assertThat(last(ADA).orElseThrow().decision().of("meta")).isEqualTo(part(false));
  }

  @Test
  void more_who_take_back_than_memory_has_room_for_are_found_on_disk_also_after_a_restart() {
    var keys =
        IntStream.range(0, 5)
            .mapToObj(i -> new VisitorKey("visitor", "ManyManyManyManyMany0" + i))
            .toList();
    var withdrawals = new Withdrawals(log.orElseThrow(), 2);

    for (var key : keys) {
      write(withdrawals, note(NOON, false, false, key));
    }
    assertThat(keys).allSatisfy(key -> assertThat(all(withdrawals, key)).contains(NOON));
    close();
    open();
    var loaded = new Withdrawals(log.orElseThrow(), 2);
    loaded.load(NOON.plusSeconds(1));

    assertThat(keys).allSatisfy(key -> assertThat(all(loaded, key)).contains(NOON));
    assertThat(all(loaded, ADA)).isEmpty();
  }

  @Test
  void what_was_taken_back_part_by_part_is_together_on_disk() {
    var log = this.log.orElseThrow();
    write(note(NOON, true, true, ADA));

    write(
        note(NOON.plusSeconds(1), false, true, ADA),
        note(NOON.plusSeconds(2), true, true, ADA),
        note(NOON.plusSeconds(3), true, false, ADA));

    var taken = log.consents().withdrawal(log.consents().hash(ADA)).orElseThrow();
    assertThat(taken.stops()).containsOnlyKeys("meta", "ga4");
  }

  private Optional<Instant> all(Withdrawals withdrawals, VisitorKey key) {
    return withdrawals.of(log.orElseThrow().consents().hash(key)).flatMap(Withdrawal::all);
  }

  private void write(Note... notes) {
    write(new Withdrawals(log.orElseThrow()), notes);
  }

  private void write(Withdrawals withdrawals, Note... notes) {
    var records = log.orElseThrow().consents();
    try (var writer = new ChoiceWriter(records, withdrawals, () -> MONTH, MONTH)) {
      // What is there at the start is taken as one.
      List.of(notes).forEach(writer::add);
      writer.start();
      List.of(notes).forEach(note -> note.done().join());
    }
  }

  private Optional<KeptConsent> last(VisitorKey key) {
    ConsentRecords records = log.orElseThrow().consents();
    var hash = records.hash(key);
    return Optional.ofNullable(records.last(List.of(hash), NOON).get(hash));
  }

  /// From a browser whose cookie is the first key.
  private static Note note(Instant at, boolean marketing, boolean statistics, VisitorKey... keys) {
    return note(
        at,
        false,
        marketing || statistics,
        Map.of("meta", part(marketing), "ga4", part(statistics)),
        keys);
  }

  private static Note note(
      Instant at, DestinationDecision meta, boolean trusted, VisitorKey... keys) {
    return note(at, trusted, true, Map.of("meta", meta), keys);
  }

  private static Note note(
      Instant at,
      boolean trusted,
      boolean stores,
      Map<String, DestinationDecision> parts,
      VisitorKey... keys) {
    return new Note(
        List.of(keys),
        Set.of(keys),
        trusted ? Set.of() : Set.of(keys[0]),
        Optional.empty(),
        new ConsentDecision(
            Law.GDPR,
            "gdpr_flag",
            new StorageDecision(stores, "consent_categories"),
            parts,
            Map.of()),
        trusted,
        at,
        Note.SIGNALS,
        new CompletableFuture<>());
  }

  private static DestinationDecision restricted(String reason, FieldGroup... groups) {
    return new DestinationDecision(Verdict.RESTRICT, reason, Set.of(groups), VendorFlags.NONE);
  }

  private static DestinationDecision part(boolean allowed) {
    return allowed
        ? DestinationDecision.allow("consent_categories", VendorFlags.NONE)
        : DestinationDecision.deny("category_refused");
  }
}
