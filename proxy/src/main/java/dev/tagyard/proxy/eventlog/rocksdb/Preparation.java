package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.DeadLetter;
import dev.tagyard.proxy.eventlog.DeadLetterMove;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.MasterKey;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.proxy.eventlog.rocksdb.Work.Done;
import dev.tagyard.proxy.eventlog.rocksdb.Work.Hash;
import dev.tagyard.proxy.eventlog.rocksdb.Work.NewClaim;
import dev.tagyard.proxy.eventlog.rocksdb.Work.NewFacts;
import dev.tagyard.proxy.eventlog.rocksdb.Work.NewLetter;
import dev.tagyard.proxy.eventlog.rocksdb.Work.NewOutboxEntry;
import dev.tagyard.proxy.eventlog.rocksdb.Work.Sealed;
import dev.tagyard.proxy.eventlog.rocksdb.Work.Settled;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.event.Weight;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Encodes, seals and hashes on the thread of whoever calls, so that the writer only writes.
final class Preparation {
  private final RecordCodec codec = new RecordCodec();
  private final SealedRecords records;
  private final Ids ids;
  private final InstantSource clock;

  Preparation(KeyRing keys, MasterKey master, InstantSource clock) {
    this.records = new SealedRecords(keys);
    this.ids = new Ids(master);
    this.clock = clock;
  }

  /// An event as [RecordCodec#event] gives it, and its weight in memory.
  private static final class Encoded {
    final byte[] bytes;
    final long weight;

    Encoded(byte[] bytes, long weight) {
      this.bytes = bytes;
      this.weight = weight;
    }
  }

  SealedRecords records() {
    return records;
  }

  Ids ids() {
    return ids;
  }

  JournalBlock block() {
    return new JournalBlock(codec, records, ids);
  }

  Work.Commit commit(DispatchBatch batch) {
    var claims = new ArrayList<NewClaim>(batch.claims().size());
    batch
        .claims()
        .forEach((key, claim) -> claims.add(new NewClaim(new Hash(ids.ofClaim(key)), claim)));
    var hashes = new HashMap<String, Hash>();
    var keys = new HashSet<String>();
    var events = new IdentityHashMap<Event, Encoded>();
    var outbox = new ArrayList<NewOutboxEntry>(batch.outbox().size());
    var bytes = 0L;
    for (var entry : batch.outbox()) {
      if (!keys.add(entry.key())) {
        throw new IllegalArgumentException("two outbox entries of one batch share a key");
      }
      var event = events.computeIfAbsent(entry.event(), this::encoded);
      var ready = outboxEntry(entry, event, hashes);
      outbox.add(ready);
      bytes += ready.value().bytes.length;
    }
    var told = new ArrayList<>(batch.facts());
    var dead = settled(batch.dead(), hashes, told);
    var facts = facts(told);
    bytes += 256L * dead.size() + size(facts);
    return new Work.Commit(batch, claims, outbox, dead, facts, bytes, new Done());
  }

  Work.Settle settle(List<Settlement> settlements) {
    var told = new ArrayList<Fact>();
    var ready = settled(settlements, new HashMap<>(), told);
    var facts = facts(told);
    return new Work.Settle(ready, facts, 256L * ready.size() + size(facts), new Done());
  }

  Work.Letters letters(List<DeadLetterMove> moves) {
    var hashes = new HashMap<String, Hash>();
    var ready = new ArrayList<Work.MovedLetter>(moves.size());
    var told = new ArrayList<Fact>(moves.size());
    var bytes = 0L;
    for (var move : moves) {
      var again = new ArrayList<NewOutboxEntry>(move.again().size());
      for (var entry : move.again()) {
        var sealed = outboxEntry(entry, encoded(entry.event()), hashes);
        again.add(sealed);
        bytes += sealed.value().bytes.length;
      }
      ready.add(new Work.MovedLetter(move.letter(), again));
      told.add(move.fact());
    }
    var facts = facts(told);
    bytes += size(facts);
    return new Work.Letters(ready, facts, new HashSet<>(), bytes, new Done());
  }

  /// @param told facts of the step, to which those of the settlements are added
  private List<Settled> settled(
      List<Settlement> settlements, Map<String, Hash> hashes, List<Fact> told) {
    var ready = new ArrayList<Settled>(settlements.size());
    for (var settlement : settlements) {
      ready.add(settled(settlement, hashes, told.size()));
      told.addAll(settlement.facts());
    }
    return ready;
  }

  private Settled settled(Settlement settlement, Map<String, Hash> hashes, int firstFact) {
    var entry = settlement.entry();
    return switch (settlement.next()) {
      case Settlement.Next.Done _ ->
          new Settled(settlement, Optional.empty(), Optional.empty(), firstFact);
      case Settlement.Next.Again(var due, var attempts, var handle) ->
          new Settled(
              settlement,
              Optional.of(
                  outboxEntry(entry.again(due, attempts, handle), encoded(entry.event()), hashes)),
              Optional.empty(),
              firstFact);
      case Settlement.Next.Dead(var term, var reason, var vendorSaid) ->
          new Settled(
              settlement,
              Optional.empty(),
              Optional.of(letter(entry, term, reason, vendorSaid)),
              firstFact);
    };
  }

  NewLetter letter(OutboxEntry entry, Term term, String reason, String vendorSaid) {
    var at = clock.instant();
    var letter = new DeadLetter(letterId(entry, at), entry, at, term, reason, vendorSaid);
    return new NewLetter(at, seal(RecordClass.DEAD_LETTER, codec.of(letter)));
  }

  Optional<NewFacts> facts(List<Fact> facts) {
    return facts.isEmpty()
        ? Optional.empty()
        : Optional.of(new NewFacts(seal(RecordClass.JOURNAL, codec.of(facts))));
  }

  private Encoded encoded(Event event) {
    return new Encoded(codec.event(event), Weight.of(event));
  }

  private NewOutboxEntry outboxEntry(OutboxEntry entry, Encoded event, Map<String, Hash> hashes) {
    return new NewOutboxEntry(
        entry,
        seal(RecordClass.OUTBOX, codec.of(entry, event.bytes)),
        hash(entry.event().id(), hashes),
        event.weight);
  }

  /// Sorts by time as text, too.
  private static String letterId(OutboxEntry entry, Instant at) {
    return String.format(
        "%s-%012x-%x-%x",
        entry.destination(), OutboxKey.millis(at), entry.position().value(), entry.part());
  }

  /// Each id once: all destinations and facts of an event name it.
  private Hash hash(String eventId, Map<String, Hash> known) {
    return known.computeIfAbsent(eventId, this::hash);
  }

  private Hash hash(String eventId) {
    return new Hash(ids.ofEvent(eventId));
  }

  private Sealed seal(RecordClass recordClass, byte[] plain) {
    return new Sealed(records.seal(recordClass, plain));
  }

  private static long size(Optional<NewFacts> facts) {
    return facts.map(each -> each.value().bytes.length).orElse(0);
  }
}
