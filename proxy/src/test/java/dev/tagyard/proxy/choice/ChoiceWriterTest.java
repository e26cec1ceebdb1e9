package dev.tagyard.proxy.choice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.Law;
import dev.tagyard.consent.StorageDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.KeptConsent;
import dev.tagyard.proxy.eventlog.LogSettings;
import dev.tagyard.proxy.eventlog.MasterKey;
import dev.tagyard.proxy.eventlog.VisitorKey;
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
            new LogSettings.Limits(
                () -> Long.MAX_VALUE, 0, LogSettings.Limits.USUAL.pending()));
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

  private void write(Note... notes) {
    var records = log.orElseThrow();
    try (var writer =
        new ChoiceWriter(records.consents(), new Withdrawals(records), () -> MONTH, MONTH)) {
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
    var decision =
        new ConsentDecision(
            Law.GDPR,
            "gdpr_flag",
            new StorageDecision(marketing || statistics, "consent_categories"),
            Map.of("meta", part(marketing), "ga4", part(statistics)),
            Map.of());
    return new Note(
        List.of(keys),
        Set.of(keys),
        Set.of(keys[0]),
        Optional.empty(),
        decision,
        false,
        at,
        Note.SIGNALS,
        new CompletableFuture<>());
  }

  private static DestinationDecision part(boolean allowed) {
    return allowed
        ? DestinationDecision.allow("consent_categories", VendorFlags.NONE)
        : DestinationDecision.deny("category_refused");
  }
}
