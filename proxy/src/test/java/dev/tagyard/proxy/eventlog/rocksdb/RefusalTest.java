package dev.tagyard.proxy.eventlog.rocksdb;

import static dev.tagyard.proxy.eventlog.rocksdb.Records.NOON;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.batch;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.outbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.LogRefused;
import dev.tagyard.proxy.eventlog.LogSettings;
import dev.tagyard.proxy.eventlog.MasterKey;
import dev.tagyard.proxy.eventlog.Position;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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

  private void overwrite(Column column, byte[] key, byte[] value) throws RocksDBException {
    Damage.overwrite(folder, column, key, value);
  }
}
