package dev.tagyard.proxy.eventlog.rocksdb;

import static dev.tagyard.proxy.eventlog.rocksdb.Records.NOON;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.outbox;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.proxy.eventlog.Totals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
final class TotalsTest {
  private static final List<String> NAMES = List.of("meta", "ga4", "partner", "late");

  @TempDir private Path folder;

  /// Does what a proxy could, at random, beside a simple model; closes and is killed now and then.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void the_sum_holds_whatever_happens(long seed) {
    try (var run = new Run(new Random(seed), folder)) {
      for (var step = 0; step < 200; step++) {
        run.step();
      }
      run.check();
    }
  }

  @Test
  void a_destination_added_later_gets_no_earlier_events() {
    try (var fixture = new LogFixture(folder.resolve("log"))) {
      var log = fixture.log;
      log.destinations(Set.of("meta"));
      fixture.append(5);

      log.destinations(Set.of("meta", "ga4"));
      fixture.append(2);

      assertThat(log.since("meta")).isEqualTo(Position.START);
      assertThat(log.since("ga4")).isEqualTo(new Position(5));
      assertThat(log.since("unknown")).isEqualTo(new Position(7));
      assertThat(total(log, "meta").accepted()).isEqualTo(7);
      assertThat(total(log, "ga4").accepted()).isEqualTo(2);
      assertThat(total(log, "ga4").waiting()).isEqualTo(2);
    }
  }

  @Test
  void a_destination_that_is_gone_keeps_its_outbox_and_its_sum() {
    try (var fixture = new LogFixture(folder.resolve("log"))) {
      var log = fixture.log;
      log.destinations(Set.of("meta"));
      fixture.append(3);
      log.commit(Records.batch(2, List.of(outbox("meta", 1, NOON), outbox("meta", 2, NOON))));

      log.destinations(Set.of());
      fixture.append(4);

      assertThat(total(log, "meta").accepted()).isEqualTo(2);
      assertThat(total(log, "meta").waiting()).isEqualTo(2);
      assertThat(log.due("meta", NOON, 10, Set.of())).hasSize(2);
      Sums.hold(log);
      log.destinations(Set.of("meta"));
      assertThat(log.since("meta")).isEqualTo(new Position(7));
      assertThat(total(log, "meta").accepted()).isEqualTo(2);
    }
  }

  private static Totals total(RocksEventLog log, String name) {
    return Objects.requireNonNull(log.totals().get(name));
  }

  /// One random life of a log, and what it should have counted.
  private static final class Run implements AutoCloseable {
    private final Random random;
    private final Path folder;
    private LogFixture fixture;
    private int kills;
    private Set<String> active = Set.of("meta", "ga4");
    private final Map<String, Long> since = new HashMap<>(Map.of("meta", 0L, "ga4", 0L));
    private final Map<String, Map<Term, Long>> settled = new HashMap<>();
    private final Map<String, TreeMap<String, OutboxEntry>> outboxes = new HashMap<>();

    Run(Random random, Path folder) {
      this.random = random;
      this.folder = folder;
      this.fixture = new LogFixture(folder.resolve("log"));
      NAMES.forEach(name -> {
        settled.put(name, new EnumMap<>(Term.class));
        outboxes.put(name, new TreeMap<>());
      });
      fixture.log.destinations(active);
    }

    void step() {
      switch (random.nextInt(20)) {
        case 0 -> fixture.reopen();
        case 1 -> kill();
        case 2 -> reconfigure();
        case 3, 4, 5, 6, 7, 8 -> fixture.append(1 + random.nextInt(5));
        case 9, 10, 11, 12, 13 -> dispatch();
        default -> settle();
      }
      if (random.nextInt(10) == 0) {
        check();
      }
    }

    void check() {
      Sums.hold(fixture.log);
      var totals = fixture.log.totals();
      for (var name : active) {
        var total = Objects.requireNonNull(totals.get(name));
        total
            .settled()
            .forEach((term, count) ->
                assertThat(count)
                    .as("%s of %s", term, name)
                    .isEqualTo(of(settled, name).getOrDefault(term, 0L)));
        assertThat(total.outbox()).isEqualTo(of(outboxes, name).size());
      }
    }

    /// What lies on disk while the log is open is what a kill leaves.
    private void kill() {
      kills++;
      var left = Folders.copy(fixture.settings.folder(), folder.resolve("kill" + kills));
      fixture.close();
      fixture = new LogFixture(left);
    }

    private void reconfigure() {
      var next = new HashSet<String>();
      NAMES.stream().filter(name -> random.nextInt(4) > 0).forEach(next::add);
      fixture.log.destinations(next);
      for (var name : next) {
        if (!active.contains(name)) {
          since.put(name, fixture.log.end().value());
        }
      }
      active = next;
    }

    private void dispatch() {
      var from = fixture.log.cursor().value();
      var to = Math.min(fixture.log.end().value(), from + 1 + random.nextInt(6));
      if (to == from) {
        return;
      }
      var entries = new ArrayList<OutboxEntry>();
      var done = new HashMap<String, Map<Term, Long>>();
      var extra = new HashMap<String, Long>();
      for (var name : active) {
        for (var position = from + 1; position <= to; position++) {
          if (position > of(since, name)) {
            one(name, position, entries, done, extra);
          }
        }
      }
      fixture.log.commit(
          new DispatchBatch(
              new Position(from),
              new Position(to),
              Map.of(),
              entries,
              done,
              extra,
              List.of(),
              List.of()));
      entries.forEach(entry -> of(outboxes, entry.destination()).put(entry.key(), entry));
      done.forEach(
          (name, terms) -> terms.forEach((term, n) -> of(settled, name).merge(term, n, Long::sum)));
    }

    private void one(
        String name,
        long position,
        List<OutboxEntry> entries,
        Map<String, Map<Term, Long>> done,
        Map<String, Long> extra) {
      var due = NOON.plusMillis(random.nextInt(1000));
      switch (random.nextInt(4)) {
        case 0 ->
            done.computeIfAbsent(name, n -> new EnumMap<>(Term.class))
                .merge(random.nextBoolean() ? Term.WITHHELD : Term.DUPLICATE, 1L, Long::sum);
        case 1 -> {
          entries.add(outbox(name, position, 0, due));
          entries.add(outbox(name, position, 1, due));
          extra.merge(name, 1L, Long::sum);
        }
        default -> entries.add(outbox(name, position, due));
      }
    }

    private void settle() {
      var name = NAMES.get(random.nextInt(NAMES.size()));
      var due = fixture.log.due(name, NOON.plus(Duration.ofDays(1)), 5, Set.of());
      var settlements = new ArrayList<Settlement>();
      for (var entry : due) {
        var outbox = of(outboxes, name);
        assertThat(outbox.remove(entry.key())).isEqualTo(entry);
        switch (random.nextInt(3)) {
          case 0 -> {
            var later = entry.due().plusMillis(random.nextInt(3));
            var again = new Next.Again(later, entry.attempts() + 1, "h");
            settlements.add(new Settlement(entry, again, List.of()));
            outbox.put(entry.key(), moved(entry, again));
          }
          case 1 -> {
            settlements.add(
                new Settlement(entry, new Next.Dead(Term.EXPIRED, "old", ""), List.of()));
            of(settled, name).merge(Term.EXPIRED, 1L, Long::sum);
          }
          default -> {
            settlements.add(new Settlement(entry, new Next.Done(Term.DELIVERED), List.of()));
            of(settled, name).merge(Term.DELIVERED, 1L, Long::sum);
          }
        }
      }
      fixture.log.settle(settlements);
    }

    private static OutboxEntry moved(OutboxEntry entry, Next.Again again) {
      return new OutboxEntry(
          entry.destination(),
          entry.position(),
          entry.part(),
          entry.event(),
          entry.consent(),
          entry.acceptedAt(),
          again.due(),
          again.attempts(),
          again.handle());
    }

    private static <T> T of(Map<String, T> map, String name) {
      return Objects.requireNonNull(map.get(name));
    }

    @Override
    public void close() {
      fixture.close();
    }
  }
}
