package dev.tagyard.proxy.eventlog.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.eventlog.DeadLetter;
import dev.tagyard.proxy.eventlog.DeadLetterMove;
import dev.tagyard.proxy.eventlog.DeadLetterQuery;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.proxy.eventlog.Totals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterColumnTest {
  @TempDir private Path folder = Path.of("");

  private LogFixture fixture;

  @BeforeEach
  void open() {
    fixture = new LogFixture(folder.resolve("log"));
    fixture.log.destinations(Set.of("meta", "ga4"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void letters_are_found_page_by_page_newest_first_whatever_their_destination() {
    bury("meta", "ga4", "meta", "ga4", "meta");
    var all = fixture.log.letters().find(DeadLetterQuery.all(100));

    var paged = new ArrayList<DeadLetter>();
    var query = DeadLetterQuery.all(2);
    for (var page = fixture.log.letters().find(query);
        !page.isEmpty();
        page = fixture.log.letters().find(query)) {
      paged.addAll(page);
      query = query.after(page.getLast()).limited(2);
    }

    assertThat(all)
        .extracting(letter -> letter.entry().position().value())
        .containsExactly(5L, 4L, 3L, 2L, 1L);
    assertThat(paged).isEqualTo(all);
  }

  @Test
  void pages_lose_nothing_where_letters_of_two_destinations_stand_at_one_place() {
    fixture.append(1);
    var entries =
        List.of(Records.outbox("meta", 1, Records.NOON), Records.outbox("ga4", 1, Records.NOON));
    fixture.log.commit(Records.batch(1, entries));
    fixture.log.settle(entries.stream().map(DeadLetterColumnTest::dead).toList());

    var first = fixture.log.letters().find(DeadLetterQuery.all(1));
    var second = fixture.log.letters().find(DeadLetterQuery.all(1).after(first.getFirst()));

    assertThat(first).extracting(l -> l.entry().destination()).containsExactly("ga4");
    assertThat(second).extracting(l -> l.entry().destination()).containsExactly("meta");
  }

  @Test
  void large_letters_come_in_short_pages_that_lose_none_of_any_destination() {
    var text = "a".repeat(1 << 20);
    for (var n = 1; n <= 24; n++) {
      fixture.append(1);
      var entry = Records.wide(n % 3 == 0 ? "ga4" : "meta", n, text);
      fixture.log.commit(Records.batch(n, List.of(entry)));
      fixture.log.settle(List.of(dead(entry)));
      fixture.clock.advance(Duration.ofSeconds(1));
    }

    var pages = new ArrayList<Integer>();
    var found = new ArrayList<Long>();
    var query = DeadLetterQuery.all(100);
    for (var page = fixture.log.letters().find(query);
        !page.isEmpty();
        page = fixture.log.letters().find(query)) {
      pages.add(page.size());
      page.forEach(letter -> found.add(letter.entry().position().value()));
      query = query.after(page.getLast());
    }

    assertThat(pages).allMatch(size -> size <= 10);
    assertThat(found)
        .containsExactlyElementsOf(LongStream.rangeClosed(-24, -1).mapToObj(n -> -n).toList());
  }

  @Test
  void filters_narrow_what_is_found() {
    bury("meta", "ga4", "meta");
    var log = fixture.log.letters();
    var all = log.find(DeadLetterQuery.all(10));

    assertThat(log.find(query("meta", "", "", ""))).hasSize(2);
    assertThat(log.find(query("", "rejected", "", ""))).hasSize(3);
    assertThat(log.find(query("", "expired", "", ""))).isEmpty();
    assertThat(log.find(query("", "", "e2", ""))).containsExactly(all.get(1));
    assertThat(log.find(query("", "", "purchase", ""))).hasSize(3);
    assertThat(log.find(query("", "", "", "Invalid"))).hasSize(3);
    assertThat(log.find(query("nobody", "", "", ""))).isEmpty();
    assertThat(log.find(since(all.get(1)))).containsExactly(all.get(0), all.get(1));
  }

  @Test
  void a_letter_is_found_by_its_id_and_nothing_by_any_other_text() {
    bury("meta");
    var letter = fixture.log.letters().find(DeadLetterQuery.all(1)).getFirst();

    assertThat(fixture.log.letters().get(letter.id())).contains(letter);
    for (var other : List.of("", "meta", "meta-1-1-1", "x-000000000000-1-0", "-----", "ä")) {
      assertThat(fixture.log.letters().get(other)).as(other).isEmpty();
    }
  }

  @Test
  void a_letter_that_goes_back_waits_again_and_the_sum_holds_also_after_a_restart() {
    bury("meta", "meta");
    var letter = fixture.log.letters().find(DeadLetterQuery.all(1)).getFirst();

    var moved = fixture.log.letters().move(List.of(again(letter)));
    fixture.reopen();

    assertThat(moved).containsExactly(letter.id());
    var totals = totals();
    assertThat(totals.settled()).containsEntry(Term.REJECTED, 1L);
    assertThat(totals.outbox()).isEqualTo(1);
    assertThat(fixture.log.letters().find(DeadLetterQuery.all(10))).hasSize(1);
    assertThat(fixture.log.due("meta", Records.NOON.plusSeconds(9), 10, Set.of()))
        .singleElement()
        .satisfies(entry -> assertThat(entry.event()).isEqualTo(letter.entry().event()));
    assertThat(fixture.log.facts("e2")).extracting(Fact::kind).contains(Fact.Kind.REPLAYED);
  }

  @Test
  void a_letter_that_becomes_several_deliveries_keeps_the_sum() {
    bury("meta");
    var letter = fixture.log.letters().find(DeadLetterQuery.all(1)).getFirst();
    var parts =
        List.of(
            Records.outbox("meta", 1, 0, Records.NOON), Records.outbox("meta", 1, 1, Records.NOON));

    var moved =
        fixture.log.letters().move(List.of(new DeadLetterMove(letter, parts, fact(letter))));

    assertThat(moved).hasSize(1);
    assertThat(totals().accepted()).isEqualTo(2);
    assertThat(totals().outbox()).isEqualTo(2);
  }

  @Test
  void a_discarded_letter_is_gone_and_stays_counted() {
    bury("meta");
    var letter = fixture.log.letters().find(DeadLetterQuery.all(1)).getFirst();

    var moved =
        fixture.log.letters().move(List.of(new DeadLetterMove(letter, List.of(), fact(letter))));

    assertThat(moved).hasSize(1);
    assertThat(fixture.log.letters().get(letter.id())).isEmpty();
    assertThat(totals().settled()).containsEntry(Term.REJECTED, 1L);
  }

  @Test
  void a_letter_goes_back_once_however_often_that_is_asked() {
    bury("meta");
    var letter = fixture.log.letters().find(DeadLetterQuery.all(1)).getFirst();

    var first = fixture.log.letters().move(List.of(again(letter), again(letter)));
    var second = fixture.log.letters().move(List.of(again(letter)));

    assertThat(first).hasSize(1);
    assertThat(second).isEmpty();
    assertThat(totals().outbox()).isEqualTo(1);
  }

  @Test
  void a_letter_stays_where_its_outbox_is_full() {
    fixture.close();
    fixture = new LogFixture(LogFixture.settings(folder.resolve("small"), 1));
    fixture.log.destinations(Set.of("meta"));
    fixture.append(1);
    // The one entry that fits before the outbox is full makes room again as it dies.
    fixture.log.commit(Records.batch(1, List.of(Records.outbox("meta", 1, Records.NOON))));
    fixture.log.settle(List.of(dead(Records.outbox("meta", 1, Records.NOON))));
    fixture.append(1);
    fixture.log.commit(Records.batch(2, List.of(Records.outbox("meta", 2, Records.NOON))));
    var letter = fixture.log.letters().find(DeadLetterQuery.all(1)).getFirst();

    var moved = fixture.log.letters().move(List.of(again(letter)));

    assertThat(moved).isEmpty();
    assertThat(fixture.log.letters().get(letter.id())).isPresent();
  }

  /// Each a second after the one before.
  private void bury(String... destinations) {
    for (var destination : destinations) {
      fixture.append(1);
      var position = fixture.log.end().value();
      var entry = Records.outbox(destination, position, Records.NOON);
      fixture.log.commit(Records.batch(position, List.of(entry)));
      fixture.log.settle(List.of(dead(entry)));
      fixture.clock.advance(Duration.ofSeconds(1));
    }
  }

  private static Settlement dead(OutboxEntry entry) {
    return new Settlement(
        entry, new Next.Dead(Term.REJECTED, "rejected", "Invalid parameter"), List.of());
  }

  private static DeadLetterMove again(DeadLetter letter) {
    return new DeadLetterMove(letter, List.of(letter.entry()), fact(letter));
  }

  private static Fact fact(DeadLetter letter) {
    return Records.fact(
        letter.entry().event().id(), letter.entry().position().value(), Fact.Kind.REPLAYED);
  }

  private static DeadLetterQuery query(
      String destination, String reason, String event, String said) {
    return new DeadLetterQuery(
        some(destination),
        some(reason),
        some(event),
        some(said),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        10);
  }

  private static DeadLetterQuery since(DeadLetter letter) {
    return new DeadLetterQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(letter.at()),
        Optional.empty(),
        Optional.empty(),
        10);
  }

  private static Optional<String> some(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private Totals totals() {
    var totals = fixture.log.totals().get("meta");
    if (totals == null) {
      throw new AssertionError("meta is not known");
    }
    assertThat(totals.accepted())
        .isEqualTo(totals.settled().values().stream().mapToLong(n -> n).sum() + totals.waiting());
    return totals;
  }
}
