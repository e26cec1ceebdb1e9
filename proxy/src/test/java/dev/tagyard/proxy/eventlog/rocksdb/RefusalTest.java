package dev.tagyard.proxy.eventlog.rocksdb;

import static dev.tagyard.proxy.eventlog.rocksdb.Records.NOON;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.batch;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.outbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.Eventually;
import dev.tagyard.proxy.eventlog.Claim;
import dev.tagyard.proxy.eventlog.ClaimKey;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.LogRefused;
import dev.tagyard.proxy.eventlog.LogSettings;
import dev.tagyard.proxy.eventlog.LogUnavailable;
import dev.tagyard.proxy.eventlog.MasterKey;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import dev.tagyard.proxy.eventlog.Term;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/// What is never misread: other keys, other formats, other processes, changed bytes.
final class RefusalTest {
  @TempDir private Path folder;

  @Test
  void another_key_is_refused_and_harms_nothing() {
    try (var fixture = new LogFixture(folder)) {
      fixture.append(1);
    }
    var other = LogSettings.usual(folder, MasterKey.random(new SecureRandom()));

    assertThatThrownBy(
            () -> RocksEventLog.open(other, new SimpleMeterRegistry(), new ManualClock(NOON)))
        .isInstanceOf(LogRefused.class)
        .hasMessageContaining("another data key");

    try (var fixture = new LogFixture(folder)) {
      assertThat(fixture.log.accepted("e1")).hasSize(1);
    }
  }

  @Test
  void another_format_is_refused_with_both_versions() throws RocksDBException {
    new LogFixture(folder).close();
    overwrite(Column.META, Layout.FORMAT_KEY, Layout.serial(99));

    assertThatThrownBy(() -> new LogFixture(folder))
        .isInstanceOf(LogRefused.class)
        .hasMessageContaining("format 99")
        .hasMessageContaining("format " + Layout.FORMAT);
  }

  @Test
  void a_log_without_its_key_check_is_refused() throws RocksDBException {
    new LogFixture(folder).close();
    overwrite(Column.META, Layout.CHECK_KEY, new byte[40]);

    assertThatThrownBy(() -> new LogFixture(folder)).isInstanceOf(LogRefused.class);
  }

  @Test
  void a_log_in_use_is_refused() {
    try (var fixture = new LogFixture(folder)) {
      assertThatThrownBy(() -> new LogFixture(folder))
          .isInstanceOf(LogRefused.class)
          .hasMessageContaining("in use");
      fixture.append(1);
    }
  }

  @Test
  void a_changed_journal_entry_is_named_and_those_before_it_are_read() throws Exception {
    try (var fixture = new LogFixture(folder)) {
      fixture.append(3);
    }
    overwrite(Column.JOURNAL, Layout.number(2), new byte[100]);

    try (var fixture = new LogFixture(folder)) {
      var log = fixture.log;
      assertThat(log.read(Position.START, 10, Duration.ZERO)).hasSize(1);
      assertThatThrownBy(() -> log.read(new Position(1), 10, Duration.ZERO))
          .isInstanceOf(CorruptRecord.class)
          .hasMessageContaining("position 2");
      fixture.append(1);
    }
  }

  @Test
  void a_changed_outbox_entry_stays_and_holds_up_no_other() throws RocksDBException {
    var broken = outbox("meta", 1, NOON);
    var sound = outbox("meta", 2, NOON);
    try (var fixture = new LogFixture(folder)) {
      fixture.append(2);
      fixture.log.commit(batch(2, List.of(broken, sound)));
    }
    overwrite(Column.OUTBOX, OutboxKey.of(1, broken).bytes(), new byte[100]);

    try (var fixture = new LogFixture(folder)) {
      var log = fixture.log;
      assertThat(log.due("meta", NOON, 10, Set.of())).containsExactly(sound);
      assertThat(log.due("meta", NOON, 1, Set.of())).containsExactly(sound);
      assertThat(log.totals().get("meta")).hasFieldOrPropertyWithValue("outbox", 2L);
    }
  }

  @Test
  void outbox_entries_that_a_disk_damaged_stay_and_hold_up_no_other() throws Exception {
    var entries = LongStream.rangeClosed(1, 300).mapToObj(n -> outbox("meta", n, NOON)).toList();
    try (var fixture = new LogFixture(folder)) {
      fixture.append(300);
      fixture.log.commit(batch(300, entries));
    }
    Damage.at(folder, Column.OUTBOX, OutboxKey.of(1, entries.get(149)).bytes());

    try (var fixture = new LogFixture(folder)) {
      var log = fixture.log;
      var due = log.due("meta", NOON, 1000, Set.of());
      assertThat(due).hasSizeBetween(200, 299).isSubsetOf(entries).doesNotContain(entries.get(149));
      assertThat(due).startsWith(entries.getFirst()).endsWith(entries.getLast());
      var keys = due.stream().map(OutboxEntry::key).collect(Collectors.toSet());
      assertThat(log.nextDue("meta", keys)).isEmpty();

      log.settle(
          entries.stream()
              .map(each -> new Settlement(each, new Next.Done(Term.DELIVERED), List.of()))
              .toList());
      fixture.append(1);
      assertThat(log.totals().get("meta")).hasFieldOrPropertyWithValue("outbox", 300L - due.size());
    }
  }

  @Test
  void a_claim_that_a_disk_damaged_is_not_taken_for_none() throws Exception {
    var key = ClaimKey.ofEvent("purchase", "e1");
    try (var fixture = new LogFixture(folder)) {
      fixture.append(1);
      fixture.log.commit(
          new DispatchBatch(
              Position.START,
              new Position(1),
              Map.of(key, new Claim(Map.of("meta", true), NOON.plusSeconds(1))),
              List.of(),
              Map.of(),
              Map.of(),
              List.of(),
              List.of()));
    }
    Damage.to(folder, Column.CLAIMS, new Ids(Records.KEY).ofClaim(key));

    try (var fixture = new LogFixture(folder)) {
      assertThatThrownBy(() -> fixture.log.claims(List.of(key), NOON))
          .isInstanceOf(CorruptRecord.class);
    }
  }

  @Test
  void damage_that_merging_files_comes_upon_stops_writes_once_and_not_for_good() throws Exception {
    try (var fixture = new LogFixture(folder)) {
      fixture.append(2);
      fixture.log.commit(batch(2, List.of(outbox("meta", 1, NOON), outbox("meta", 2, NOON))));
    }
    Damage.at(folder, Column.OUTBOX, OutboxKey.of(1, outbox("meta", 1, NOON)).bytes());

    try (var fixture = new LogFixture(folder)) {
      for (var n = 0; n < 16; n++) {
        Eventually.holds("written", () -> written(fixture));
      }

      var failures = fixture.metrics.get("tagyard.log.failures").counter().count();
      assertThat(failures).isEqualTo(1);
      assertThat(fixture.log.trouble()).isEmpty();
    }
  }

  /// Appends and commits one event, with entries around what was there, and puts all that is in
  /// memory on files.
  private static boolean written(LogFixture fixture) {
    try {
      fixture.append(1);
      var position = fixture.log.end().value();
      var before = outbox("meta", position, 0, NOON.minusSeconds(9));
      var after = outbox("meta", position, 1, NOON.plusSeconds(9));
      fixture.log.commit(batch(position, List.of(before, after)));
      return fixture
          .log
          .readers()
          .read(on -> {
            on.store().erase(Column.KEYS);
            return true;
          });
    } catch (CompletionException | LogUnavailable | CorruptRecord notNow) {
      return false;
    }
  }

  private void overwrite(Column column, byte[] key, byte[] value) throws RocksDBException {
    Damage.overwrite(folder, column, key, value);
  }
}
