package dev.tagyard.proxy.eventlog.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.eventlog.HourCount;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import dev.tagyard.proxy.eventlog.Term;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HourCountsTest {
  private static final int MOST_NAMES = 500;

  @TempDir private Path folder = Path.of("");

  @Test
  void made_up_names_share_a_row_also_after_a_restart_and_the_sites_own_keep_theirs() {
    try (var fixture = new LogFixture(folder.resolve("log"))) {
      fixture.log.destinations(Set.of("meta"));
      deliver(fixture, List.of("purchase"));
      deliver(fixture, names("a"));

      fixture.reopen();
      deliver(fixture, names("b"));
      deliver(fixture, List.of("purchase"));

      var counts = counts(fixture);
      assertThat(counts).hasSize(MOST_NAMES + 1);
      assertThat(delivered(counts, "purchase")).isEqualTo(2);
      assertThat(delivered(counts, "(other)")).isEqualTo(2 * 600 - (MOST_NAMES - 1));
    }
  }

  @Test
  void a_start_passes_over_the_rows_and_knows_all_else() {
    try (var fixture = new LogFixture(folder.resolve("log"))) {
      fixture.log.destinations(Set.of("meta"));
      deliver(fixture, names("a"));
      var totals = fixture.log.totals();

      fixture.reopen();

      assertThat(fixture.log.totals()).isEqualTo(totals);
      assertThat(fixture.log.cursor()).isEqualTo(new Position(600));
    }
  }

  private static List<String> names(String prefix) {
    return IntStream.range(0, 600).mapToObj(n -> prefix + n).toList();
  }

  private static void deliver(LogFixture fixture, List<String> names) {
    var first = fixture.log.end().value() + 1;
    fixture.append(names.size());
    var entries =
        IntStream.range(0, names.size()).mapToObj(n -> named(first + n, names.get(n))).toList();
    fixture.log.commit(Records.batch(fixture.log.end().value(), entries));
    fixture.log.settle(
        entries.stream()
            .map(entry -> new Settlement(entry, new Next.Done(Term.DELIVERED), List.of()))
            .toList());
  }

  private static OutboxEntry named(long position, String name) {
    var entry = Records.outbox("meta", position, Records.NOON);
    return new OutboxEntry(
        "meta",
        entry.position(),
        0,
        Records.event("e" + position, name),
        entry.consent(),
        Records.NOON,
        Records.NOON,
        0,
        "");
  }

  private static List<HourCount> counts(LogFixture fixture) {
    var hour = Duration.ofHours(1);
    return fixture.log.counts(Records.NOON.minus(hour), Records.NOON.plus(hour));
  }

  private static long delivered(List<HourCount> counts, String name) {
    return counts.stream()
        .filter(count -> count.eventName().equals(name))
        .mapToLong(count -> count.terms().getOrDefault(Term.DELIVERED, 0L))
        .sum();
  }
}
