package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.Claim;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.proxy.eventlog.rocksdb.OutboxWindow.Slot;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// What waited together, as one write: steps in the order in which they came, all of them or none.
final class Group implements AutoCloseable {
  private final Store store;
  private final State state;
  private final Outboxes outboxes;
  private final OverflowRule overflow;
  private final WriteBatch batch = new WriteBatch(64 << 10);
  private final List<Runnable> afterwards = new ArrayList<>();
  private final Set<String> outboxesTouched = new HashSet<>();

  /// Outbox entries that came or went with this write, and so are not yet on disk as told here.
  private final Map<OutboxKey, Optional<Slot>> changed = new HashMap<>();

  private boolean sync;
  private int appended;

  Group(Store store, State state, Outboxes outboxes, OverflowRule overflow, int span) {
    this.store = store;
    this.state = state;
    this.outboxes = outboxes;
    this.overflow = overflow;
    state.span = Math.max(state.span, span);
  }

  void append(Work.Append work, Tail tail) throws RocksDBException {
    for (var each : work.entries()) {
      var position = ++state.end;
      var value = each.value();
      put(Column.JOURNAL, Layout.number(position), value.bytes);
      index(each.eventId(), Layout.IN_JOURNAL, position);
      state.sealedPosition(value.serial(), position);
      var journaled = new Journaled(new Position(position), each.entry());
      afterwards.add(() -> tail.add(journaled, 8L * value.bytes.length));
      appended++;
    }
    sync = true;
  }

  /// Does nothing when the cursor is past it: then it was on disk although its write had failed.
  void commit(Work.Commit work) throws RocksDBException {
    var step = work.batch();
    if (step.cursor().value() <= state.cursor) {
      return;
    }
    state.cursor = step.cursor().value();
    put(Column.META, Layout.CURSOR_KEY, Layout.number(state.cursor));
    for (var claim : work.claims()) {
      put(claim.key(), claim.claim());
    }
    for (var entry : work.outbox()) {
      var account = given(entry.entry().destination(), 1);
      if (overflow.refuses(entry.entry(), account.bytes())) {
        bury(account, overflow.letter(entry.entry()), Term.EXPIRED, entry.entry());
        facts(overflow.facts(entry.entry()));
      } else {
        queue(account, entry);
      }
    }
    for (var each : work.dead()) {
      if (each.settlement().next() instanceof Next.Dead(var term, _, _)) {
        var entry = each.settlement().entry();
        bury(given(entry.destination(), 1), each.letter().orElseThrow(), term, entry);
        facts(each.facts());
      }
    }
    for (var each : step.settled().entrySet()) {
      var sum = each.getValue().values().stream().mapToLong(Long::longValue).sum();
      var account = given(each.getKey(), sum);
      each.getValue().forEach(account::settle);
    }
    for (var each : step.extra().entrySet()) {
      var account = account(each.getKey());
      if (account.active()) {
        account.accept(each.getValue());
      }
    }
    facts(work.facts());
  }

  /// Skips entries that are gone already.
  void settle(Work.Settle work) throws RocksDBException {
    for (var each : work.settled()) {
      var entry = each.settlement().entry();
      var account = account(entry.destination());
      if (!unqueue(account, entry)) {
        continue;
      }
      switch (each.settlement().next()) {
        case Next.Done(var term) -> account.settle(term, 1);
        case Next.Again again -> queue(account, each.again().orElseThrow());
        case Next.Dead(var term, var reason, var vendorSaid) ->
            bury(account, each.letter().orElseThrow(), term, entry);
      }
      facts(each.facts());
    }
  }

  void destinations(Set<String> names) {
    for (var name : names) {
      account(name).activate(state.end);
    }
    for (var account : state.accounts().values()) {
      if (!names.contains(account.name)) {
        account.deactivate(state.cursor);
        state.touch(account);
      }
    }
    sync = true;
  }

  void consents(Work.Consents work) throws RocksDBException {
    var consents = store.handle(Column.CONSENTS);
    for (var each : work.puts()) {
      if (each.value().isPresent()) {
        batch.put(consents, each.key().bytes, each.value().get().bytes);
        var end = ConsentLayout.end(each.untilMillis(), each.key().bytes);
        batch.put(consents, end, Layout.NOTHING);
      } else {
        batch.delete(consents, each.key().bytes);
      }
    }
    sync |= work.sync();
  }

  void prune(Work.Prune work, Pruning pruning) throws RocksDBException {
    pruning.prune(work, store, state, batch, afterwards);
    sync = true;
  }

  /// Puts new data keys and all counters with the rest, and writes.
  void write(KeyRing keys, List<DataKey> newKeys) throws RocksDBException {
    for (var key : newKeys) {
      put(Column.KEYS, Layout.serial(key.serial()), keys.wrap(key));
    }
    state.save(batch, store);
    if (batch.count() > 0) {
      store.write(batch, sync);
    }
  }

  /// Lets the rest of the log know, once it is written.
  void tell() {
    afterwards.forEach(Runnable::run);
  }

  boolean synced() {
    return sync;
  }

  int appended() {
    return appended;
  }

  Set<String> outboxesTouched() {
    return outboxesTouched;
  }

  @Override
  public void close() {
    batch.close();
  }

  /// An account that is to get so many; one that is gone counts them as accepted now.
  private Account given(String destination, long count) {
    var account = account(destination);
    if (!account.active()) {
      account.accept(count);
    }
    return account;
  }

  private Account account(String destination) {
    var account = state.account(destination);
    state.touch(account);
    return account;
  }

  private void queue(Account account, Work.NewOutboxEntry entry) throws RocksDBException {
    var key = OutboxKey.of(account.id, entry.entry());
    var value = Outboxes.value(entry);
    var slot = new Slot(value.length, entry.value().serial(), Optional.of(entry.entry()));
    put(Column.OUTBOX, key.bytes(), value);
    changed.put(key, Optional.of(slot));
    account.queued(entry.entry().acceptedAt(), value.length);
    state.sealedOutbox(slot.serial(), 1);
    outboxesTouched.add(account.name);
    afterwards.add(() -> outboxes.of(account.id).put(key, slot));
  }

  private boolean unqueue(Account account, OutboxEntry entry) throws RocksDBException {
    var key = OutboxKey.of(account.id, entry);
    var known = changed.get(key);
    var slot = known == null ? outboxes.slot(store, key) : known;
    if (slot.isEmpty()) {
      return false;
    }
    batch.delete(store.handle(Column.OUTBOX), key.bytes());
    changed.put(key, Optional.empty());
    account.unqueued(entry.acceptedAt(), slot.get().size());
    state.sealedOutbox(slot.get().serial(), -1);
    outboxesTouched.add(account.name);
    afterwards.add(() -> outboxes.of(account.id).remove(key));
    return true;
  }

  private void bury(Account account, Work.NewLetter letter, Term term, OutboxEntry entry)
      throws RocksDBException {
    var millis = OutboxKey.millis(letter.at());
    var key = Layout.deadLetter(account.id, millis, entry.position().value(), entry.part());
    put(Column.DEAD_LETTERS, key, letter.value().bytes);
    account.settle(term, 1);
  }

  private void facts(List<Work.NewFacts> facts) throws RocksDBException {
    for (var each : facts) {
      var sequence = ++state.factsEnd;
      put(Column.FACTS, Layout.number(sequence), each.value().bytes);
      index(each.eventId(), Layout.IN_FACTS, sequence);
      state.sealedFact(each.value().serial(), sequence);
    }
  }

  private void put(Work.Hash key, Claim claim) throws RocksDBException {
    var millis = OutboxKey.millis(claim.expires());
    var value = ByteBuffer.allocate(Long.BYTES + 5 * claim.served().size()).putLong(millis);
    for (var served : claim.served().entrySet()) {
      value.putInt(account(served.getKey()).id).put((byte) (served.getValue() ? 1 : 0));
    }
    put(Column.CLAIMS, Layout.claim(key.bytes), value.array());
    put(Column.CLAIMS, Layout.claimEnd(Layout.hour(millis), key.bytes), Layout.NOTHING);
  }

  private void index(Work.Hash eventId, byte kind, long number) throws RocksDBException {
    put(Column.INDEX, Layout.index(state.span, eventId.bytes, kind, number), Layout.NOTHING);
  }

  private void put(Column column, byte[] key, byte[] value) throws RocksDBException {
    batch.put(store.handle(column), key, value);
  }
}
