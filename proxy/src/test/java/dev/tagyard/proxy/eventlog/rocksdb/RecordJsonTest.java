package dev.tagyard.proxy.eventlog.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.Law;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.DeadLetter;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Term;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordJsonTest {
  private static final ConsentDecision OTHER =
      new ConsentDecision(
          Law.NONE, "region", Records.DECISION.storage(), Map.of(), Records.DECISION.evidence());

  private final RecordJson json = new RecordJson();

  @Test
  void a_journal_entry_comes_back_as_it_was() {
    var entry = Records.entry("a");

    assertThat(RecordJson.entries(json.block(List.of(entry)))).containsExactly(entry);
    assertThat(RecordJson.entries(json.block(List.of(entry)))).containsExactly(entry);
  }

  @Test
  void entries_of_one_append_keep_their_order_and_each_its_own_decision() {
    var other = new JournalEntry(Records.event("b"), OTHER, "native", Records.NOON, 1);
    var entries = List.of(Records.entry("a"), Records.entry("c"), other, Records.entry("d"));

    assertThat(RecordJson.entries(json.block(entries))).isEqualTo(entries);
  }

  @Test
  void an_outbox_entry_comes_back_as_it_was_also_with_the_far_ends_of_time() {
    for (var due : List.of(Instant.MIN, Instant.EPOCH, Records.NOON, Instant.MAX)) {
      var entry =
          new OutboxEntry(
              "meta",
              new Position(Long.MAX_VALUE),
              3,
              Records.event("ü\u0000\"\\😀"),
              Records.DECISION.of("ga4"),
              Records.NOON,
              due,
              9,
              "handle");

      assertThat(RecordJson.outboxEntry(json.of(entry))).isEqualTo(entry);
    }
  }

  @Test
  void half_a_surrogate_pair_does_not_spoil_the_record() {
    var event = Records.event("a").with("params.half", "a\ud83d").with("params.whole", "ü😀");
    var entry = new JournalEntry(event, Records.DECISION, "native", Records.NOON, 1);

    var read = RecordJson.entries(json.block(List.of(entry))).getFirst();

    assertThat(read.event().text("params.whole")).contains("ü😀");
    assertThat(read.event().text("params.half")).isPresent();
    assertThat(read.decision()).isEqualTo(entry.decision());
  }

  @Test
  void facts_and_dead_letters_come_back_as_they_were() {
    var about = Records.fact("a", 1, Fact.Kind.RULE);
    var whole =
        new Fact(
            "a",
            new Position(1),
            Records.NOON,
            Fact.Kind.DECIDED,
            Optional.empty(),
            Records.detail("x"));
    var letter =
        new DeadLetter(
            "id",
            Records.outbox("meta", 1, Records.NOON),
            Records.NOON,
            Term.EXPIRED,
            "too_old",
            "");

    assertThat(RecordJson.facts(json.of(List.of(about, whole)))).containsExactly(about, whole);
    assertThat(RecordJson.deadLetter(json.of(letter))).isEqualTo(letter);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nothing", "[]", "{}", "{\"event\":7}", "{\"event\":{},\"x\":"})
  void another_shape_is_a_corrupt_record(String text) {
    assertThatThrownBy(() -> RecordJson.entries(text.getBytes(UTF_8)))
        .isInstanceOf(CorruptRecord.class);
    assertThatThrownBy(() -> RecordJson.outboxEntry(text.getBytes(UTF_8)))
        .isInstanceOf(CorruptRecord.class);
    assertThatThrownBy(() -> RecordJson.deadLetter(text.getBytes(UTF_8)))
        .isInstanceOf(CorruptRecord.class);
  }
}
