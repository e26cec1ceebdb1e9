package dev.tagyard.proxy.eventlog.rocksdb;

import static dev.tagyard.proxy.eventlog.rocksdb.Records.NOON;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.batch;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.outbox;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.eventlog.Lane;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import dev.tagyard.proxy.eventlog.Term;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
final class LongOutboxTest {
  /// More than the window holds.
  private static final int ENTRIES = Boolean.getBoolean("long") ? 1_000_000 : 60_000;

  @TempDir private Path folder;

  @Test
  void a_long_outbox_drains_in_order_whole_and_past_an_entry_that_stays() {
    try (var fixture = new LogFixture(folder)) {
      fill(fixture);
      fixture.reopen();
      var log = fixture.log;
      var stuck = log.due("meta", NOON, 1, Set.of()).getFirst();
      var inFlight = Set.of(stuck.key());
      var last = 0L;
      var drained = 1;

      while (true) {
        var due = log.due("meta", NOON, 1_000, inFlight);
        if (due.isEmpty()) {
          break;
        }
        for (var entry : due) {
          assertThat(entry.position().value()).isGreaterThan(last);
          last = entry.position().value();
        }
        drained += due.size();
        log.settle(done(due));
      }

      assertThat(drained).isEqualTo(ENTRIES);
      assertThat(log.nextDue("meta", inFlight)).isEmpty();
      assertThat(log.due("meta", NOON, 10, Set.of())).containsExactly(stuck);
      Sums.hold(log);
      assertThat(walkedOnce(log)).isTrue();
    }
  }

  @Test
  void conversions_leave_a_backlog_before_views_which_keep_a_share() {
    try (var fixture = new LogFixture(folder)) {
      var log = fixture.log;
      log.destinations(Set.of("meta"));
      fixture.append(300);
      var entries =
          LongStream.rangeClosed(1, 300)
              .mapToObj(n -> n <= 200 ? view(n) : outbox("meta", n, NOON))
              .toList();
      log.commit(batch(300, entries));
      fixture.reopen();

      var first = fixture.log.due("meta", NOON, 80, Set.of());
      var inFlight = first.stream().map(OutboxEntry::key).collect(Collectors.toSet());
      var then = fixture.log.due("meta", NOON, 80, inFlight);

      assertThat(positions(first))
          .containsExactlyElementsOf(range(LongStream.range(201, 271), LongStream.range(1, 11)));
      assertThat(positions(then))
          .containsExactlyElementsOf(range(LongStream.range(271, 301), LongStream.range(11, 61)));
      assertThat(fixture.log.due("meta", NOON, 1, Set.of())).hasSize(1);
      fixture.log.settle(done(first));
      fixture.log.settle(done(then));
      assertThat(fixture.log.due("meta", NOON, 1_000, Set.of())).hasSize(140);
      Sums.hold(fixture.log);
    }
  }

  @Test
  void whichever_lane_is_due_first_is_waited_for() {
    try (var fixture = new LogFixture(folder)) {
      var log = fixture.log;
      log.destinations(Set.of("meta"));
      fixture.append(2);
      var soon = NOON.truncatedTo(ChronoUnit.MILLIS).plusSeconds(5);
      var later = soon.plusSeconds(4);
      var view = view(1).again(soon, 1, "");

      log.commit(batch(2, List.of(view, outbox("meta", 2, later))));

      assertThat(log.nextDue("meta", Set.of())).contains(soon);
      assertThat(log.nextDue("meta", Set.of(view.key()))).contains(later);
      assertThat(log.due("meta", soon, 10, Set.of())).containsExactly(view);
    }
  }

  private static OutboxEntry view(long position) {
    var like = outbox("meta", position, NOON);
    var page = Records.event("e" + position, "page_view");
    return new OutboxEntry("meta", like.position(), 0, page, like.consent(), NOON, NOON, 0, "");
  }

  private static List<Long> positions(List<OutboxEntry> entries) {
    return entries.stream().map(entry -> entry.position().value()).toList();
  }

  private static List<Long> range(LongStream first, LongStream then) {
    return LongStream.concat(first, then).boxed().toList();
  }

  @Test
  void entries_beyond_the_limit_become_dead_letters_without_body_page_views_first() {
    var page = Records.event("p", "page_view");
    var settings = LogFixture.settings(folder, 4_000);
    try (var fixture = new LogFixture(settings)) {
      var log = fixture.log;
      log.destinations(Set.of("meta"));
      fixture.append(60);
      var view = outbox("meta", 60, NOON);
      var last =
          new OutboxEntry("meta", view.position(), 0, page, view.consent(), NOON, NOON, 0, "");
      var entries = new ArrayList<>(LongStream.range(1, 60).mapToObj(this::entry).toList());
      entries.add(last);

      log.commit(batch(60, entries));

      var letters = log.letters().find(Records.letters("meta", 100));
      assertThat(letters).isNotEmpty().allMatch(each -> each.reason().equals("outbox_full"));
      assertThat(letters).anyMatch(each -> each.entry().event().name().equals("page_view"));
      assertThat(letters).allMatch(each -> each.entry().event().at("user").isEmpty());
      assertThat(log.due("meta", NOON, 100, Set.of())).hasSize(60 - letters.size());
      assertThat(log.facts(letters.getLast().entry().event().id())).hasSize(1);
      Sums.hold(log);
    }
  }

  @Test
  void page_views_are_refused_while_there_is_room_for_others() {
    var clock = new ManualClock(NOON);
    var keys = new KeyRing(Records.KEY, clock);
    var rule = new OverflowRule(() -> 100, new Preparation(keys, Records.KEY, clock), clock);
    var purchase = outbox("meta", 1, NOON);
    var view =
        new OutboxEntry(
            "meta",
            purchase.position(),
            0,
            Records.event("p", "page_view"),
            purchase.consent(),
            NOON,
            NOON,
            0,
            "");

    assertThat(rule.refuses(view, 79)).isFalse();
    assertThat(rule.refuses(view, 80)).isTrue();
    assertThat(rule.refuses(purchase, 80)).isFalse();
    assertThat(rule.refuses(purchase, 100)).isTrue();
  }

  private OutboxEntry entry(long position) {
    return outbox("meta", position, NOON);
  }

  private static void fill(LogFixture fixture) {
    var log = fixture.log;
    log.destinations(Set.of("meta"));
    for (var from = 1; from <= ENTRIES; from += 1_000) {
      log.append(
              LongStream.range(from, from + 1_000).mapToObj(n -> Records.entry("e" + n)).toList())
          .join();
      var entries =
          LongStream.range(from, from + 1_000).mapToObj(n -> outbox("meta", n, NOON)).toList();
      log.commit(batch(from + 999, entries));
    }
  }

  private static List<Settlement> done(List<OutboxEntry> due) {
    return due.stream()
        .map(entry -> new Settlement(entry, new Next.Done(Term.DELIVERED), List.of()))
        .toList();
  }

  /// A drained outbox is known as such: asking again reads nothing.
  private static boolean walkedOnce(RocksEventLog log) {
    return log.readers()
        .read(on ->
            !on.outboxes().of(1, Lane.CONVERSIONS).mayHoldMore(OutboxKey.millis(Instant.MAX)));
  }
}
