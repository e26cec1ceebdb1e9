package dev.tagyard.proxy.eventlog.rocksdb;

import static dev.tagyard.proxy.eventlog.rocksdb.Records.NOON;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.batch;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.fact;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.outbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.eventlog.Claim;
import dev.tagyard.proxy.eventlog.ClaimKey;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import dev.tagyard.proxy.eventlog.Term;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PruningTest {
  @TempDir private Path folder;
  private LogFixture fixture;
  private RocksEventLog log;

  @BeforeEach
  void open() {
    fixture = new LogFixture(folder);
    log = fixture.log;
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void prune() {
    log.prune(fixture.clock.instant());
  }

  @Test
  void forgets_what_retention_has_passed_and_keeps_the_rest() throws InterruptedException {
    fixture.append(2);
    log.commit(batch(2, List.of(), Map.of(), List.of(fact("e1", 1, Fact.Kind.RECEIVED))));
    fixture.clock.advance(Duration.ofDays(2));
    fixture.append(1);
    log.commit(batch(3, List.of(), Map.of(), List.of(fact("e3", 3, Fact.Kind.RECEIVED))));
    prune();
    assertThat(log.facts("e1")).hasSize(1);

    fixture.clock.advance(Duration.ofDays(2));
    prune();

    assertThat(log.facts("e1")).isEmpty();
    assertThat(log.accepted("e1")).isEmpty();
    assertThat(log.facts("e3")).hasSize(1);
    assertThat(log.read(Position.START, 10, Duration.ZERO))
        .containsExactly(new Journaled(new Position(3), Records.entry("e3"), log.copyIds()));
  }

  @Test
  void positions_go_on_when_all_is_forgotten() {
    fixture.append(2);
    log.commit(batch(2, List.of(), Map.of(), List.of(fact("e1", 1, Fact.Kind.RECEIVED))));
    fixture.clock.advance(Duration.ofDays(10));
    prune();

    fixture.reopen();
    log = fixture.log;
    fixture.append(1);
    log.commit(batch(3, List.of(), Map.of(), List.of(fact("e3", 3, Fact.Kind.RECEIVED))));

    assertThat(log.end()).isEqualTo(new Position(3));
    assertThat(log.facts("e3")).hasSize(1);
  }

  @Test
  void keeps_what_is_not_dispatched_however_old_it_is() throws InterruptedException {
    fixture.append(3);
    log.commit(batch(1, List.of()));
    fixture.clock.advance(Duration.ofDays(30));

    prune();

    assertThat(log.read(new Position(1), 10, Duration.ZERO)).hasSize(2);
    assertThat(log.accepted("e2")).hasSize(1);
    log.commit(batch(3, List.of()));
    prune();
    assertThat(log.read(Position.START, 10, Duration.ZERO)).isEmpty();
  }

  @Test
  void an_outbox_outlives_retention() {
    fixture.append(1);
    var waits = outbox("meta", 1, NOON);
    log.commit(batch(1, List.of(waits)));
    fixture.clock.advance(Duration.ofDays(30));

    prune();
    fixture.reopen();
    log = fixture.log;

    assertThat(log.due("meta", NOON, 10, Set.of())).containsExactly(waits);
    assertThat(log.waiting("e1")).containsExactly(waits);
  }

  @Test
  void dead_letters_have_their_own_time() {
    fixture.append(1);
    var entry = outbox("meta", 1, NOON);
    log.commit(batch(1, List.of(entry)));
    log.settle(
        List.of(new Settlement(entry, new Next.Dead(Term.REJECTED, "bad", "No."), List.of())));
    fixture.clock.advance(Duration.ofDays(29));
    prune();
    assertThat(letters()).isEqualTo(1);

    fixture.clock.advance(Duration.ofDays(2));
    prune();

    assertThat(letters()).isZero();
  }

  @Test
  void claims_go_when_they_end_unless_they_were_made_anew() {
    var claims = new HashMap<ClaimKey, Claim>();
    for (var n = 0; n < 9_000; n++) {
      var ends = NOON.plus(Duration.ofDays(2));
      claims.put(ClaimKey.ofEvent("purchase", "e" + n), new Claim(Map.of("meta", true), ends));
    }
    fixture.append(2);
    log.commit(commit(1, claims));
    var again = ClaimKey.ofEvent("purchase", "e7");
    var renewed = new Claim(Map.of("meta", true), NOON.plus(Duration.ofDays(30)));
    log.commit(commit(2, Map.of(again, renewed)));
    fixture.clock.advance(Duration.ofDays(3));

    prune();

    assertThat(log.claims(List.of(again), fixture.clock.instant())).containsOnlyKeys(again);
    // The claim, and the hour in which it ends.
    assertThat(keys(Column.CLAIMS)).hasSize(2);
  }

  @Test
  void damage_to_one_column_keeps_neither_the_others_nor_the_data_keys() throws Exception {
    fixture.append(1);
    var key = ClaimKey.ofEvent("purchase", "e1");
    log.commit(commit(1, Map.of(key, new Claim(Map.of("meta", true), NOON.plusSeconds(1)))));
    var hour = Layout.hour(NOON.plusSeconds(1).toEpochMilli());
    fixture.close();
    Damage.at(folder, Column.CLAIMS, Layout.claimsEnd(hour, 1));
    open();
    fixture.clock.advance(Duration.ofDays(4));

    prune();

    assertThat(log.trouble()).isEmpty();
    assertThat(keys(Column.KEYS)).isEmpty();
    assertThat(keys(Column.JOURNAL)).isEmpty();
  }

  @Test
  void data_keys_are_destroyed_with_what_they_sealed() throws IOException {
    fixture.append(1);
    var entry = outbox("meta", 1, NOON);
    log.commit(batch(1, List.of(entry), Map.of(), List.of(fact("e1", 1, Fact.Kind.RECEIVED))));
    var sealed = new ArrayList<byte[]>();
    var wrapped = new ArrayList<byte[]>();
    collect(sealed, wrapped);
    log.settle(List.of(new Settlement(entry, new Next.Done(Term.DELIVERED), List.of())));
    assertThat(sealed).hasSize(3);
    assertThat(wrapped).hasSize(2);
    assertThat(wrapped).allSatisfy(key -> assertThat(onFile(key)).isTrue());

    fixture.clock.advance(Duration.ofDays(4));
    prune();

    assertThat(keys(Column.KEYS)).isEmpty();
    assertThat(wrapped).allSatisfy(key -> assertThat(onFile(key)).isFalse());
    fixture.close();
    var keys = new KeyRing(Records.KEY, fixture.clock);
    var records = new SealedRecords(keys);
    assertThat(sealed)
        .allSatisfy(value ->
            assertThatThrownBy(() -> records.unseal(value)).isInstanceOf(CorruptRecord.class));
    fixture.log = RocksEventLog.open(fixture.settings, fixture.metrics, fixture.clock);
  }

  private static DispatchBatch commit(long cursor, Map<ClaimKey, Claim> claims) {
    return new DispatchBatch(
        new Position(cursor - 1),
        new Position(cursor),
        claims,
        List.of(),
        Map.of(),
        Map.of(),
        List.of(),
        List.of());
  }

  private List<byte[]> keys(Column column) {
    return log.readers()
        .read(on -> {
          var keys = new ArrayList<byte[]>();
          try (var scan = on.store().scan(column)) {
            while (scan.next()) {
              keys.add(scan.key());
            }
          }
          return keys;
        });
  }

  private void collect(List<byte[]> sealed, List<byte[]> wrapped) {
    log.readers()
        .read(on -> {
          for (var column : Column.values()) {
            try (var scan = on.store().scan(column)) {
              while (scan.next()) {
                if (column == Column.OUTBOX) {
                  sealed.add(Outboxes.sealed(scan.value()));
                } else if (column.sealed()) {
                  sealed.add(scan.value());
                } else if (column == Column.KEYS) {
                  wrapped.add(scan.value());
                }
              }
            }
          }
          return true;
        });
  }

  private boolean onFile(byte[] bytes) throws IOException {
    var sought = new String(bytes, StandardCharsets.ISO_8859_1);
    for (var file : Folders.files(folder)) {
      if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(sought)) {
        return true;
      }
    }
    return false;
  }

  /// Dead letters that are there, which must be readable.
  private long letters() {
    var count = new AtomicLong();
    log.forEachUnsealed((column, key, value) -> {
      if (column.equals("deadletters")) {
        RecordCodec.deadLetter(value);
        count.incrementAndGet();
      }
    });
    return count.get();
  }
}
