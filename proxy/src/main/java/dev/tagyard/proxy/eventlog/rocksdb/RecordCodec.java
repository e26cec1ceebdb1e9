package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.DeadLetter;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.rules.event.Event;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import java.util.function.Function;

/// Kept records as bytes and back: what stands inside a seal.
final class RecordCodec {
  /// What is larger is not kept for the next record.
  private static final int MOST_ROOM = 1 << 20;

  private final ConsentJson consent = new ConsentJson();

  /// To borrow: virtual threads write too, so they cannot be thread-local.
  private final Deque<RecordOutput> free = new ConcurrentLinkedDeque<>();

  /// One of the entries that are appended as one: such a record is their number, then each of them.
  ///
  /// @param before the decision of the entry before; where this one's is the same it is not told
  void entry(RecordOutput out, JournalEntry entry, Optional<ConsentDecision> before) {
    var same = before.isPresent() && before.get().equals(entry.decision());
    out.flag(same);
    if (!same) {
      out.chunk(consent.of(entry.decision()));
    }
    out.tree(entry.event().tree())
        .text(entry.source())
        .time(entry.receivedAt())
        .number(entry.planVersion());
  }

  static List<JournalEntry> entries(byte[] bytes) {
    return read(bytes, RecordCodec::entries);
  }

  private static List<JournalEntry> entries(RecordInput in) {
    var count = in.count();
    if (count == 0) {
      throw new CorruptRecord("nothing is ever appended as nothing");
    }
    var entries = new ArrayList<JournalEntry>(count);
    for (var i = 0; i < count; i++) {
      var decision =
          in.flag() && i > 0 ? entries.getLast().decision() : ConsentJson.decision(in.chunk());
      entries.add(
          new JournalEntry(Event.of(in.object()), decision, in.text(), in.time(), in.number()));
    }
    return List.copyOf(entries);
  }

  /// @param event as [#event] gives it: several destinations often get the same
  byte[] of(OutboxEntry entry, byte[] event) {
    return written(out -> write(out, entry, event));
  }

  byte[] event(Event event) {
    return written(out -> out.tree(event.tree()));
  }

  static OutboxEntry outboxEntry(byte[] bytes) {
    return read(bytes, RecordCodec::outboxEntry);
  }

  byte[] of(DeadLetter letter) {
    var event = event(letter.entry().event());
    return written(out -> {
      out.text(letter.id())
          .time(letter.at())
          .text(letter.term().name())
          .text(letter.reason())
          .text(letter.vendorSaid());
      write(out, letter.entry(), event);
    });
  }

  static DeadLetter deadLetter(byte[] bytes) {
    return read(
        bytes,
        in -> {
          var id = in.text();
          var at = in.time();
          var term = Term.valueOf(in.text());
          var reason = in.text();
          var vendorSaid = in.text();
          return new DeadLetter(id, outboxEntry(in), at, term, reason, vendorSaid);
        });
  }

  byte[] of(List<Fact> facts) {
    return written(out -> {
      out.number(facts.size());
      for (var fact : facts) {
        out.text(fact.eventId())
            .number(fact.position().value())
            .time(fact.at())
            .text(fact.kind().name())
            .text(fact.destination().orElse(""))
            .tree(fact.detail());
      }
    });
  }

  static List<Fact> facts(byte[] bytes) {
    return read(
        bytes,
        in -> {
          var count = in.count();
          var facts = new ArrayList<Fact>(count);
          for (var i = 0; i < count; i++) {
            facts.add(
                new Fact(
                    in.text(),
                    new Position(in.number()),
                    in.time(),
                    Fact.Kind.valueOf(in.text()),
                    Optional.of(in.text()).filter(name -> !name.isEmpty()),
                    in.object()));
          }
          return List.copyOf(facts);
        });
  }

  private byte[] written(Consumer<RecordOutput> record) {
    var out = borrow();
    try {
      record.accept(out);
      return out.toBytes();
    } finally {
      giveBack(out);
    }
  }

  /// An output that holds nothing.
  RecordOutput borrow() {
    var known = free.poll();
    return known == null ? new RecordOutput() : known;
  }

  void giveBack(RecordOutput out) {
    if (out.memory().length <= MOST_ROOM) {
      out.cut(0);
      free.push(out);
    }
  }

  private void write(RecordOutput out, OutboxEntry entry, byte[] event) {
    out.text(entry.destination())
        .number(entry.position().value())
        .number(entry.part())
        .ready(event)
        .chunk(consent.of(entry.consent()))
        .time(entry.acceptedAt())
        .time(entry.due())
        .number(entry.attempts())
        .text(entry.handle());
  }

  private static OutboxEntry outboxEntry(RecordInput in) {
    return new OutboxEntry(
        in.text(),
        new Position(in.number()),
        in.small(),
        Event.of(in.object()),
        ConsentJson.part(in.chunk()),
        in.time(),
        in.time(),
        in.small(),
        in.text());
  }

  private static <T> T read(byte[] bytes, Function<RecordInput, T> decode) {
    try {
      var in = new RecordInput(bytes);
      var record = decode.apply(in);
      in.end();
      return record;
    } catch (IllegalArgumentException foreign) {
      throw new CorruptRecord("a record has another shape than this version writes", foreign);
    }
  }
}
