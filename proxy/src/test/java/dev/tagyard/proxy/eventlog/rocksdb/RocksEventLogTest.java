package dev.tagyard.proxy.eventlog.rocksdb;

import static dev.tagyard.proxy.eventlog.rocksdb.Records.NOON;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.batch;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.entry;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.fact;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.outbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.eventlog.Claim;
import dev.tagyard.proxy.eventlog.ClaimKey;
import dev.tagyard.proxy.eventlog.DeadLetterQuery;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.LogUnavailable;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import dev.tagyard.proxy.eventlog.Term;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RocksEventLogTest {
  private static final Instant LATER = NOON.plusSeconds(3600);

  private LogFixture fixture;
  private RocksEventLog log;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = new LogFixture(folder.resolve("log"));
    log = fixture.log;
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void reopen() {
    fixture.reopen();
    log = fixture.log;
  }

  @Test
  void gives_back_what_was_appended_in_order_and_as_it_was() throws InterruptedException {
    log.append(List.of(entry("a"), entry("b"))).join();
    log.append(List.of(entry("c"))).join();

    var expected =
        List.of(
            new Journaled(new Position(1), entry("a"), log.copyIds()),
            new Journaled(new Position(2), entry("b"), log.copyIds()),
            new Journaled(new Position(3), entry("c"), log.copyIds()));
    assertThat(log.end()).isEqualTo(new Position(3));
    assertThat(log.read(Position.START, 10, Duration.ZERO)).isEqualTo(expected);
    assertThat(log.read(new Position(1), 1, Duration.ZERO)).isEqualTo(expected.subList(1, 2));

    reopen();

    assertThat(log.end()).isEqualTo(new Position(3));
    assertThat(log.read(Position.START, 10, Duration.ZERO)).isEqualTo(expected);
    assertThat(log.read(new Position(1), 1, Duration.ZERO)).isEqualTo(expected.subList(1, 2));
    assertThat(log.read(new Position(3), 1, Duration.ZERO)).isEmpty();
  }

  @Test
  void ids_of_copies_are_the_same_each_time_and_of_no_other_log(@TempDir Path folder)
      throws Exception {
    fixture.append(2);
    var ids = copyIds(log);
    reopen();

    assertThat(copyIds(log)).isEqualTo(ids).doesNotHaveDuplicates();
    try (var other = new LogFixture(folder.resolve("other"))) {
      other.append(2);
      assertThat(copyIds(other.log)).doesNotContainAnyElementsOf(ids);
    }
  }

  private static List<String> copyIds(RocksEventLog log) throws InterruptedException {
    return log.read(Position.START, 10, Duration.ZERO).stream().map(Journaled::copyId).toList();
  }

  @Test
  void a_reader_waits_for_the_first_entry() throws Exception {
    var found = new ArrayList<Journaled>();
    var reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                found.addAll(log.read(Position.START, 10, Duration.ofSeconds(30)));
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });

    fixture.append(1);

    assertThat(reader.join(Duration.ofSeconds(30))).isTrue();
    assertThat(found).hasSize(1);
  }

  @Test
  void claims_live_until_they_expire() {
    var key = ClaimKey.ofEvent("purchase", "a");
    var other = ClaimKey.ofTransaction("purchase", "a");
    var expires = Instant.ofEpochMilli(LATER.toEpochMilli());
    var claim = new Claim(Map.of("meta", true, "ga4", false), expires);
    fixture.append(1);

    log.commit(
        new DispatchBatch(
            Position.START,
            new Position(1),
            Map.of(key, claim),
            List.of(),
            Map.of(),
            Map.of(),
            List.of(),
            List.of()));

    assertThat(log.claims(List.of(key, other), NOON)).isEqualTo(Map.of(key, claim));
    reopen();
    assertThat(log.claims(List.of(key, other), NOON)).isEqualTo(Map.of(key, claim));
    fixture.clock.advance(Duration.ofHours(2));
    assertThat(log.claims(List.of(key), fixture.clock.instant())).isEmpty();
  }

  @Test
  void outbox_entries_come_in_due_order_and_not_before_they_are_due() {
    fixture.append(3);
    var late = outbox("meta", 1, LATER);
    var second = outbox("meta", 2, NOON.plusMillis(5));
    var first = outbox("meta", 3, NOON);
    var elsewhere = outbox("ga4", 1, NOON);

    log.commit(batch(3, List.of(late, second, first, elsewhere)));

    var soon = NOON.plusSeconds(1);
    assertThat(log.due("meta", soon, 10, Set.of())).containsExactly(first, second);
    assertThat(log.due("meta", soon, 1, Set.of())).containsExactly(first);
    assertThat(log.due("meta", soon, 10, Set.of(first.key()))).containsExactly(second);
    assertThat(log.due("meta", LATER, 10, Set.of())).containsExactly(first, second, late);
    assertThat(log.nextDue("meta", Set.of())).contains(millis(NOON));
    assertThat(log.nextDue("meta", Set.of(first.key(), second.key()))).contains(millis(LATER));
    assertThat(log.nextDue("nobody", Set.of())).isEmpty();
    reopen();
    assertThat(log.due("meta", LATER, 10, Set.of())).containsExactly(first, second, late);
    assertThat(log.nextDue("ga4", Set.of(elsewhere.key()))).isEmpty();
  }

  @Test
  void an_attempt_ends_moves_or_buries_its_entry() {
    fixture.append(3);
    var done = outbox("meta", 1, NOON);
    var retried = outbox("meta", 2, NOON);
    var dead = outbox("meta", 3, NOON);
    log.commit(batch(3, List.of(done, retried, dead)));

    log.settle(
        List.of(
            new Settlement(done, new Next.Done(Term.DELIVERED), List.of()),
            new Settlement(retried, new Next.Again(LATER, 1, "h"), List.of()),
            new Settlement(dead, new Next.Dead(Term.REJECTED, "bad", "No."), List.of())));

    assertThat(log.due("meta", NOON, 10, Set.of())).isEmpty();
    assertThat(log.due("meta", LATER, 10, Set.of())).containsExactly(again(retried, LATER, 1, "h"));
    var letters = log.letters().find(Records.letters("meta", 10));
    assertThat(letters).hasSize(1);
    assertThat(letters.getFirst().entry()).isEqualTo(dead);
    assertThat(letters.getFirst().term()).isEqualTo(Term.REJECTED);
    assertThat(letters.getFirst().vendorSaid()).isEqualTo("No.");
    assertThat(log.letters().find(DeadLetterQuery.all(10))).isEqualTo(letters);
    assertThat(log.waiting("e2")).containsExactly(again(retried, LATER, 1, "h"));
    assertThat(log.waiting("e1")).isEmpty();
  }

  @Test
  void a_settlement_or_a_commit_that_comes_twice_counts_once() {
    log.destinations(Set.of("meta"));
    fixture.append(1);
    var entry = outbox("meta", 1, NOON);
    var settlement = new Settlement(entry, new Next.Done(Term.DELIVERED), List.of());

    log.commit(batch(1, List.of(entry)));
    log.commit(batch(1, List.of(entry)));
    log.settle(List.of(settlement, settlement));
    log.settle(List.of(settlement));

    var totals = Objects.requireNonNull(log.totals().get("meta"));
    assertThat(totals.settled()).containsEntry(Term.DELIVERED, 1L);
    assertThat(totals.waiting()).isZero();
    assertThat(totals.accepted()).isEqualTo(1);
  }

  @Test
  void facts_and_journal_entries_are_found_by_event_id() {
    fixture.append(2);
    var first = List.of(fact("e1", 1, Fact.Kind.RECEIVED), fact("e1", 1, Fact.Kind.QUEUED));
    var other = fact("e2", 2, Fact.Kind.RECEIVED);
    var entry = outbox("meta", 1, NOON);
    log.commit(
        batch(2, List.of(entry), Map.of(), List.of(first.getFirst(), other, first.getLast())));
    var attempt = fact("e1", 1, Fact.Kind.ATTEMPT);
    log.settle(List.of(new Settlement(entry, new Next.Done(Term.DELIVERED), List.of(attempt))));

    assertThat(log.facts("e1")).containsExactly(first.getFirst(), first.getLast(), attempt);
    assertThat(log.facts("e2")).containsExactly(other);
    assertThat(log.facts("e3")).isEmpty();
    assertThat(log.accepted("e2"))
        .containsExactly(new Journaled(new Position(2), entry("e2"), log.copyIds()));
    reopen();
    assertThat(log.facts("e1")).containsExactly(first.getFirst(), first.getLast(), attempt);
  }

  @Test
  void what_comes_after_the_clock_was_set_back_is_found_too() {
    fixture.append(1);
    fixture.clock.advance(Duration.ofHours(-7));
    fixture.append(1);
    var queued = fact("e2", 2, Fact.Kind.QUEUED);
    log.commit(batch(2, List.of(), Map.of(), List.of(queued)));

    assertThat(log.accepted("e2")).hasSize(1);
    assertThat(log.facts("e2")).containsExactly(queued);
    reopen();
    assertThat(log.accepted("e2")).hasSize(1);
    assertThat(log.facts("e2")).containsExactly(queued);
  }

  @Test
  void a_listener_hears_which_outboxes_changed() {
    var heard = new ArrayList<Set<String>>();
    log.onOutbox(heard::add);
    fixture.append(1);
    var entry = outbox("meta", 1, NOON);

    log.commit(batch(1, List.of(entry)));
    log.settle(List.of(new Settlement(entry, new Next.Done(Term.DELIVERED), List.of())));
    log.close();

    assertThat(heard).containsExactly(Set.of("meta"), Set.of("meta"));
  }

  @Test
  void a_closed_log_refuses_with_words() {
    log.close();

    assertThatThrownBy(() -> log.append(List.of(entry("a"))).join())
        .hasCauseInstanceOf(LogUnavailable.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> log.facts("a")).isInstanceOf(LogUnavailable.class);
    assertThatThrownBy(() -> log.commit(batch(1, List.of()))).isInstanceOf(LogUnavailable.class);
  }

  @Test
  void tells_how_large_groups_are_and_how_long_a_sync_takes() {
    fixture.append(3);

    assertThat(fixture.metrics.get("tagyard.log.sync").timer().count()).isEqualTo(3);
    assertThat(fixture.metrics.get("tagyard.log.group").summary().totalAmount()).isEqualTo(3);
    assertThat(fixture.metrics.get("tagyard.log.failures").counter().count()).isZero();
  }

  private static Instant millis(Instant time) {
    return Instant.ofEpochMilli(time.toEpochMilli());
  }

  private static OutboxEntry again(OutboxEntry entry, Instant due, int attempts, String handle) {
    return new OutboxEntry(
        entry.destination(),
        entry.position(),
        entry.part(),
        entry.event(),
        entry.consent(),
        entry.acceptedAt(),
        due,
        attempts,
        handle);
  }
}
