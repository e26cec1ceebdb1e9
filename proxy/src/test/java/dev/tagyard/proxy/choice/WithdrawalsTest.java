package dev.tagyard.proxy.choice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.CopyIds;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Partly;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.VisitorHash;
import dev.tagyard.proxy.eventlog.VisitorKey;
import dev.tagyard.proxy.eventlog.Withdrawal;
import dev.tagyard.rules.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WithdrawalsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void what_was_accepted_and_cannot_be_read_any_more_stops_nothing() {
    var log =
        log(
            Map.of(
                "read",
                _ -> {
                  throw new CorruptRecord("its data key is gone");
                }));
    var withdrawals = new Withdrawals(log);
    withdrawals.add(new VisitorHash(1, 2), Withdrawal.ofAll(NOON, "optout"));

    assertThat(withdrawals.stops(entry(1, page()))).isEmpty();
  }

  @Test
  void neighbours_are_looked_up_in_the_journal_by_one_read() {
    var reads = new AtomicInteger();
    var log = log(Map.of("read", arguments -> journal(reads, (Position) arguments[0])));
    var withdrawals = new Withdrawals(log);
    withdrawals.add(new VisitorHash("v7".hashCode(), 0), Withdrawal.ofAll(NOON, "optout"));

    var stopped =
        LongStream.rangeClosed(1, 500)
            .filter(position -> withdrawals.stops(entry(position, page())).isPresent())
            .toArray();

    assertThat(stopped).containsExactly(7);
    assertThat(reads).hasValue(1);
  }

  @Test
  void what_retention_has_taken_of_the_journal_is_asked_for_once() {
    var reads = new AtomicInteger();
    var log = log(Map.of("read", _ -> journal(reads, new Position(100))));
    var withdrawals = new Withdrawals(log);
    withdrawals.add(new VisitorHash(1, 2), Withdrawal.ofAll(NOON, "optout"));

    for (var position = 1; position <= 100; position++) {
      assertThat(withdrawals.stops(entry(position, page()))).isEmpty();
    }

    assertThat(reads).hasValue(1);
  }

  @Test
  void the_log_is_asked_for_strangers_only_while_there_are_more_than_are_known() {
    var asked = new ArrayList<VisitorHash>();
    var withdrawals = new Withdrawals(log(Map.of(), asked), 1);
    var stranger = new VisitorHash(9, 9);
    withdrawals.add(new VisitorHash(1, 1), Withdrawal.ofAll(NOON, "optout"));
    assertThat(withdrawals.of(stranger)).isEmpty();
    assertThat(asked).isEmpty();

    withdrawals.add(new VisitorHash(2, 2), Withdrawal.ofAll(NOON, "optout"));
    assertThat(withdrawals.of(stranger)).isEmpty();
    assertThat(asked).containsExactly(stranger);

    withdrawals.forget(NOON.plus(Duration.ofDays(32)), Duration.ofDays(31));
    assertThat(withdrawals.of(stranger)).isEmpty();
    assertThat(asked).containsExactly(stranger);
  }

  /// Each event of a visitor of its own.
  private static List<Journaled> journal(AtomicInteger reads, Position after) {
    reads.incrementAndGet();
    return LongStream.rangeClosed(after.value() + 1, after.value() + 512)
        .mapToObj(position -> {
          var tree = page();
          tree.putObject("visitor").put("id", "v" + position);
          var decision = ConsentDecision.withdrawn(Set.of(), Map.of());
          var entry = new JournalEntry(Event.of(tree), decision, "native", NOON, 1);
          return new Journaled(new Position(position), entry, CopyIds.REHEARSED);
        })
        .toList();
  }

  private static EventLog log(Map<String, Function<Object[], Object>> methods) {
    return log(methods, new ArrayList<>());
  }

  /// @param asked whose withdrawals were
  private static EventLog log(
      Map<String, Function<Object[], Object>> methods, List<VisitorHash> asked) {
    var all = new HashMap<>(methods);
    Map<String, Function<Object[], Object>> records =
        Map.of(
            "hash", key -> new VisitorHash(((VisitorKey) key[0]).id().hashCode(), 0),
            "withdrawal",
                visitor -> {
                  asked.add((VisitorHash) visitor[0]);
                  return Optional.empty();
                });
    all.put("consents", _ -> Partly.of(ConsentRecords.class, records));
    return Partly.of(EventLog.class, all);
  }

  private static ObjectNode page() {
    return JsonNodeFactory.instance.objectNode().put("event_name", "page_view");
  }

  private static OutboxEntry entry(long position, ObjectNode tree) {
    var event = Event.of(tree);
    var consent = DestinationDecision.allow("category", VendorFlags.NONE);
    return new OutboxEntry("meta", new Position(position), 0, event, consent, NOON, NOON, 0, "");
  }
}
