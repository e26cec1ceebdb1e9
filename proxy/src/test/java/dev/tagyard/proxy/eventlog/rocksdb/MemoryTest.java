package dev.tagyard.proxy.eventlog.rocksdb;

import static dev.tagyard.proxy.eventlog.rocksdb.Records.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.rocksdb.OutboxWindow.Held;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.event.Weight;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is large is taken up in small portions, however little it takes on disk: a backlog of texts
/// that compress well must not fill the memory, for at the next start it would do so again.
class MemoryTest {
  private static final int LENGTH = 1 << 20;
  private static final int ENTRIES = 40;
  private static final long MOST_AT_ONCE = 5L << 20;

  @TempDir private Path folder = Path.of("");

  @Test
  void of_large_entries_few_are_due_at_once_and_none_is_forgotten() {
    try (var fixture = new LogFixture(folder.resolve("log"))) {
      fixture.log.destinations(Set.of("meta"));
      fill(fixture);

      for (var restarted : new boolean[] {false, true}) {
        if (restarted) {
          fixture.reopen();
        }
        var flying = new HashSet<String>();
        for (var due = due(fixture, flying); !due.isEmpty(); due = due(fixture, flying)) {
          assertThat(bytes(due)).isLessThan(MOST_AT_ONCE);
          due.forEach(entry -> flying.add(entry.key()));
        }
        assertThat(flying).hasSize(ENTRIES);
      }
    }
  }

  @Test
  void of_a_journal_of_large_events_few_are_read_at_once_and_none_is_left_out() throws Exception {
    try (var fixture = new LogFixture(folder.resolve("log"))) {
      for (var n = 1; n <= ENTRIES; n++) {
        fixture.put(entry(n));
      }

      for (var restarted : new boolean[] {false, true}) {
        if (restarted) {
          fixture.reopen();
        }
        var read = new ArrayList<Long>();
        var at = Position.START;
        while (at.value() < ENTRIES) {
          var stretch = fixture.log.read(at, 512, Duration.ZERO);
          assertThat(stretch).hasSizeBetween(1, 9);
          stretch.forEach(each -> read.add(each.position().value()));
          at = stretch.getLast().position();
        }
        assertThat(read).hasSize(ENTRIES).isSorted();
      }
    }
  }

  @Test
  void the_window_holds_no_more_of_them_than_its_memory_allows() {
    var outboxes = new Outboxes(32L << 20);
    try (var fixture = new LogFixture(folder.resolve("log"))) {
      fill(fixture);
      var value = value(fixture);
      var held = new Held(wide(1), Weight.of(wide(1).event()));
      var slot = Outboxes.slot(value, value.length, Optional.of(held));

      assertThat(slot.plain()).isGreaterThan(LENGTH);
      assertThat(slot.size()).isLessThan(LENGTH / 100);
      for (var n = 1; n <= ENTRIES; n++) {
        var key = OutboxKey.of(1, wide(n));
        outboxes.of(key).put(key, slot);
      }
      var key = OutboxKey.of(1, wide(1));
      assertThat(outboxes.of(key).due(Long.MAX_VALUE, ENTRIES, _ -> true))
          .hasSize(ENTRIES)
          .filteredOn(found -> found.slot().held().isPresent())
          .hasSizeLessThan(32);
    }
  }

  /// Each is two bytes on disk, and more than fifty in memory.
  @Test
  void of_events_made_of_empty_containers_few_are_taken_up_at_once() throws Exception {
    try (var fixture = new LogFixture(folder.resolve("log"))) {
      fixture.log.destinations(Set.of("meta"));
      for (var n = 1; n <= ENTRIES; n++) {
        fixture.put(new JournalEntry(hollow(n).event(), Records.DECISION, "native", NOON, 1));
        fixture.log.commit(Records.batch(n, List.of(hollow(n))));
      }

      for (var restarted : new boolean[] {false, true}) {
        if (restarted) {
          fixture.reopen();
        }
        assertThat(fixture.log.read(Position.START, 512, Duration.ZERO))
            .hasSizeBetween(1, ENTRIES / 4);
        var flying = new HashSet<String>();
        for (var due = due(fixture, flying); !due.isEmpty(); due = due(fixture, flying)) {
          assertThat(due.size()).isLessThan(restarted ? ENTRIES / 4 : ENTRIES);
          due.forEach(entry -> flying.add(entry.key()));
        }
        assertThat(flying).hasSize(ENTRIES);
      }
    }
  }

  private static OutboxEntry hollow(int n) {
    var entry = Records.outbox("meta", n, NOON);
    var tree = entry.event().copy();
    var list = tree.putArray("list");
    for (var i = 0; i < 10_000; i++) {
      list.addObject();
    }
    return new OutboxEntry(
        "meta", new Position(n), 0, Event.of(tree), entry.consent(), NOON, NOON, 0, "");
  }

  private static byte[] value(LogFixture fixture) {
    return fixture
        .log
        .readers()
        .read(on -> {
          try (var scan = on.store().scan(Column.OUTBOX)) {
            assertThat(scan.next()).isTrue();
            return scan.value();
          }
        });
  }

  private static void fill(LogFixture fixture) {
    for (var n = 1; n <= ENTRIES; n++) {
      fixture.append(1);
      fixture.log.commit(Records.batch(n, List.of(wide(n))));
    }
  }

  private static List<OutboxEntry> due(LogFixture fixture, Set<String> flying) {
    return fixture.log.due("meta", NOON, 1_000, flying);
  }

  private static long bytes(List<OutboxEntry> entries) {
    return entries.stream().mapToLong(e -> e.event().tree().path("text").asText().length()).sum();
  }

  private static OutboxEntry wide(int n) {
    return Records.wide("meta", n, "a".repeat(LENGTH));
  }

  private static JournalEntry entry(int n) {
    return new JournalEntry(wide(n).event(), Records.DECISION, "native", NOON, 1);
  }
}
