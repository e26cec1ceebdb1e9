package dev.tagyard.proxy.eventlog.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.Eventually;
import dev.tagyard.proxy.dispatch.DispatchLoop;
import dev.tagyard.proxy.dispatch.Dispatcher;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.proxy.eventlog.Totals;
import dev.tagyard.proxy.plan.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// A record of the journal that was changed on disk costs its own events and no other.
final class UnreadableJournalTest {
  @TempDir Path folder;
  private Plan plan;

  @BeforeEach
  void readPlan() {
    plan = Plans.meta(folder);
  }

  @Test
  void what_cannot_be_read_is_passed_over_and_counted_and_what_follows_goes_on() throws Exception {
    var log = folder.resolve("log");
    try (var fixture = new LogFixture(log)) {
      fixture.log.destinations(Set.of("meta"));
      fixture.append(1);
      fixture.log.append(List.of(Records.entry("lost"), Records.entry("lost too"))).join();
      fixture.append(1);
    }
    overwrite(log, 3);

    try (var fixture = new LogFixture(log)) {
      dispatchTo(4, fixture);

      assertThat(fixture.log.totals().get("meta"))
          .satisfies(totals -> {
            assertThat(totals.accepted()).isEqualTo(4);
            assertThat(totals.settled()).containsEntry(Term.UNKNOWN, 2L);
            assertThat(totals.waiting()).isEqualTo(2);
          });
    }
  }

  @Test
  void a_block_that_a_disk_damaged_costs_the_events_in_it() throws Exception {
    var log = folder.resolve("log");
    try (var fixture = new LogFixture(log)) {
      fixture.log.destinations(Set.of("meta"));
      fixture.append(300);
    }
    Damage.at(log, Column.JOURNAL, Layout.number(150));

    try (var fixture = new LogFixture(log)) {
      dispatchTo(300, fixture);
      fixture.append(1);
      dispatchTo(301, fixture);

      var totals = Objects.requireNonNull(fixture.log.totals().get("meta"));
      assertThat(totals.accepted()).isEqualTo(301);
      assertThat(totals.settled().get(Term.UNKNOWN)).isBetween(1L, 100L);
      assertThat(sum(totals)).isEqualTo(301);
      assertThat(unreadable(fixture.log)).contains(150L).hasSize(unknown(totals));
    }
  }

  @Test
  void damage_to_the_last_block_stops_no_start_and_no_later_event() throws Exception {
    var log = folder.resolve("log");
    try (var fixture = new LogFixture(log)) {
      fixture.log.destinations(Set.of("meta"));
      fixture.put(wide("e1"));
      fixture.log.append(List.of(wide("lost"), wide("lost too"))).join();
    }
    Damage.at(log, Column.JOURNAL, Layout.number(3));

    try (var fixture = new LogFixture(log)) {
      assertThat(fixture.log.end()).isEqualTo(new Position(3));
      fixture.append(1);
      dispatchTo(4, fixture);

      var totals = Objects.requireNonNull(fixture.log.totals().get("meta"));
      assertThat(totals.waiting()).isEqualTo(2);
      assertThat(unknown(totals)).isEqualTo(2);
      assertThat(sum(totals)).isEqualTo(4);
    }
  }

  @Test
  void a_reader_in_the_middle_of_what_was_appended_as_one_loses_nothing_by_damage_before_it()
      throws Exception {
    var log = folder.resolve("log");
    try (var fixture = new LogFixture(log)) {
      fixture.log.append(List.of(wide("a"))).join();
      fixture.log.append(List.of(wide("b"), wide("c"), wide("d"), wide("e"))).join();
      fixture.log.append(List.of(wide("f"))).join();
    }
    Damage.at(log, Column.JOURNAL, Layout.number(1));

    try (var fixture = new LogFixture(log)) {
      for (var after = 1; after < 6; after++) {
        assertThat(fixture.log.read(new Position(after), 10, Duration.ZERO)).hasSize(6 - after);
      }
    }
  }

  /// Positions of which the outbox has nothing.
  private static List<Long> unreadable(RocksEventLog log) {
    var positions = new ArrayList<>(LongStream.rangeClosed(1, 300).boxed().toList());
    log.due("meta", Instant.MAX, 1000, Set.of())
        .forEach(entry -> positions.remove(entry.position().value()));
    return positions;
  }

  private static long sum(Totals totals) {
    return Sums.settled(totals) + totals.waiting();
  }

  private static int unknown(Totals totals) {
    return Math.toIntExact(totals.settled().getOrDefault(Term.UNKNOWN, 0L));
  }

  /// Larger than a block of a file.
  private static JournalEntry wide(String id) {
    var event = Records.event(id).with("params.text", Records.noise(60_000));
    return new JournalEntry(event, Records.DECISION, "native", Records.NOON, 7);
  }

  private void dispatchTo(long end, LogFixture fixture) {
    try (var dispatch =
        new DispatchLoop(
            fixture.log, new Dispatcher(fixture.log), () -> plan, InstantSource.system())) {
      dispatch.start();
      Eventually.holds("dispatched", () -> fixture.log.cursor().equals(new Position(end)));
    }
  }

  private static void overwrite(Path log, long position) throws RocksDBException {
    try (var store = Store.open(log);
        var batch = new WriteBatch()) {
      batch.put(store.handle(Column.JOURNAL), Layout.number(position), new byte[100]);
      store.write(batch, true);
    }
  }
}
