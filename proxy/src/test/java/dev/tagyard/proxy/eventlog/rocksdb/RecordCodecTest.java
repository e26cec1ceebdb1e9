package dev.tagyard.proxy.eventlog.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.Law;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.DeadLetter;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.rules.event.Event;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordCodecTest {
  private static final ConsentDecision OTHER =
      new ConsentDecision(
          Law.NONE, "region", Records.DECISION.storage(), Map.of(), Records.DECISION.evidence());

  private final RecordCodec codec = new RecordCodec();
  private final SealedRecords records =
      new SealedRecords(new KeyRing(Records.KEY, InstantSource.fixed(Records.NOON)));

  private JournalBlock block() {
    return new JournalBlock(codec, records, new Ids(Records.KEY));
  }

  /// What stands inside the seal.
  private byte[] block(List<JournalEntry> entries) {
    var block = block();
    entries.forEach(block::add);
    return records.unseal(block.sealed().value().bytes);
  }

  @Test
  void a_journal_entry_comes_back_as_it_was() {
    var entry = Records.entry("a");

    assertThat(RecordCodec.entries(block(List.of(entry)))).containsExactly(entry);
    assertThat(RecordCodec.entries(block(List.of(entry)))).containsExactly(entry);
  }

  @Test
  void entries_of_one_append_keep_their_order_and_each_its_own_decision() {
    var other = new JournalEntry(Records.event("b"), OTHER, "native", Records.NOON, 1);
    var entries = List.of(Records.entry("a"), Records.entry("c"), other, Records.entry("d"));

    assertThat(RecordCodec.entries(block(entries))).isEqualTo(entries);
  }

  @Test
  void as_many_entries_come_back_as_one_append_may_hold() {
    var entries = Collections.nCopies(20_000, Records.entry("a"));

    assertThat(RecordCodec.entries(block(entries))).isEqualTo(entries);
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

      assertThat(RecordCodec.outboxEntry(codec.of(entry, codec.event(entry.event()))))
          .isEqualTo(entry);
    }
  }

  @Test
  void half_a_surrogate_pair_does_not_spoil_the_record() {
    var event = Records.event("a").with("params.half", "a\ud83d").with("params.whole", "ü😀");
    var entry = new JournalEntry(event, Records.DECISION, "native", Records.NOON, 1);

    var read = RecordCodec.entries(block(List.of(entry))).getFirst();

    assertThat(read.event().text("params.whole")).contains("ü😀");
    assertThat(read.event().text("params.half")).isPresent();
    assertThat(read.decision()).isEqualTo(entry.decision());
  }

  @Test
  void each_kind_of_node_comes_back_as_the_kind_it_was() throws IOException {
    var tree =
        (ObjectNode)
            new ObjectMapper()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree(
                    """
                    {"event_name":"e","event_id":"i","event_time":1,"":"","deep":[[[{"a":[]}]],{}],
                     "numbers":[0,-1,63,64,-65,2147483647,-2147483648,2147483648,9223372036854775807,
                      -9223372036854775808,9223372036854775808,0.10,1E+400],
                     "others":[true,false,null]}
                    """);
    tree.put("double", 19.99).put("none", Double.NaN).put("long", 5L).put("int", 5);
    var entry = new JournalEntry(Event.of(tree), Records.DECISION, "native", Records.NOON, 1);

    var read = RecordCodec.entries(block(List.of(entry))).getFirst().event().tree();

    assertThat(read).isEqualTo(tree);
    assertThat(read.path("long").isLong()).isTrue();
    assertThat(read.path("int").isInt()).isTrue();
  }

  @Test
  void names_come_back_however_many_and_of_whatever_letters() {
    for (var round = 0; round < 2; round++) {
      for (var i = 0; i < 5_000; i++) {
        var tree = JsonNodeFactory.instance.objectNode();
        tree.put("n" + i, i).put("ü" + i, i).put("\ud83d\ude00" + i, i).put("x".repeat(i % 60), i);

        assertThat(read(tree)).isEqualTo(tree);
      }
    }
  }

  private ObjectNode read(ObjectNode tree) {
    var entry = new JournalEntry(Event.of(tree), Records.DECISION, "native", Records.NOON, 1);
    return RecordCodec.entries(block(List.of(entry))).getFirst().event().tree();
  }

  @Test
  void a_tree_too_deep_is_refused_and_leaves_its_neighbours() {
    var deepest = JsonNodeFactory.instance.objectNode();
    var tree = deepest;
    for (var i = 0; i < 1_100; i++) {
      var around = JsonNodeFactory.instance.objectNode();
      around.set("a", tree);
      tree = around;
    }
    var entry = new JournalEntry(Event.of(tree), Records.DECISION, "native", Records.NOON, 1);

    var block = block();
    block.add(Records.entry("before"));
    assertThatThrownBy(() -> block.add(entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deeper than 1000");
    block.add(Records.entry("after"));

    var kept = RecordCodec.entries(records.unseal(block.sealed().value().bytes));
    assertThat(kept).containsExactly(Records.entry("before"), Records.entry("after"));
  }

  @Test
  void whatever_is_changed_or_cut_off_a_record_is_a_corrupt_record_or_another_one() {
    var bytes = block(List.of(Records.entry("a"), Records.entry("b")));
    var chance = new Random(42);
    var corrupt = 0;
    for (var i = 0; i < 20_000; i++) {
      var changed = Arrays.copyOf(bytes, 1 + chance.nextInt(bytes.length));
      for (var n = chance.nextInt(3); n > 0; n--) {
        changed[chance.nextInt(changed.length)] = (byte) chance.nextInt();
      }
      try {
        assertThat(RecordCodec.entries(changed)).isNotEmpty();
      } catch (CorruptRecord expected) {
        corrupt++;
      }
    }
    assertThat(corrupt).isGreaterThan(10_000);
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

    assertThat(RecordCodec.facts(codec.of(List.of(about, whole)))).containsExactly(about, whole);
    assertThat(RecordCodec.deadLetter(codec.of(letter))).isEqualTo(letter);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nothing", "[]", "{}", "{\"event\":7}", "{\"event\":{},\"x\":"})
  void another_shape_is_a_corrupt_record(String text) {
    assertThatThrownBy(() -> RecordCodec.entries(text.getBytes(UTF_8)))
        .isInstanceOf(CorruptRecord.class);
    assertThatThrownBy(() -> RecordCodec.outboxEntry(text.getBytes(UTF_8)))
        .isInstanceOf(CorruptRecord.class);
    assertThatThrownBy(() -> RecordCodec.deadLetter(text.getBytes(UTF_8)))
        .isInstanceOf(CorruptRecord.class);
  }
}
