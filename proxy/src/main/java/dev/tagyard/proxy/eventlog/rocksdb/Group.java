package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.proxy.eventlog.rocksdb.OutboxWindow.Held;
import dev.tagyard.proxy.eventlog.rocksdb.OutboxWindow.Slot;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

  /// Dead letters that went with this write, which the files still have.
  private final Set<String> lettersTaken = new HashSet<>();

  /// How much of a stretch each active destination got.
  private final Map<Account, Long> given = new HashMap<>();

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
    var journaled = new ArrayList<Journaled>(work.entries().size());
    for (var i = 0; i < work.entries().size(); i++) {
      var position = ++state.end;
      put(Column.INDEX, Layout.inJournal(state.span, work.eventIds().get(i).bytes, position));
      journaled.add(new Journaled(new Position(position), work.entries().get(i), state.copyIds));
    }
    put(Column.JOURNAL, Layout.number(state.end), work.value().bytes);
    state.sealedPosition(work.value().serial(), state.end);
    afterwards.add(() -> tail.add(journaled, work.weight()));
    appended += journaled.size();
    sync = true;
  }

  /// Does nothing when the cursor is past where it begins: then that was on disk although its write
  /// had failed.
  void commit(Work.Commit work) throws RocksDBException {
    var step = work.batch();
    if (step.after().value() < state.cursor || step.cursor().value() <= state.cursor) {
      return;
    }
    given.clear();
    var before = state.cursor;
    state.cursor = step.cursor().value();
    put(Column.META, Layout.CURSOR_KEY, Layout.number(state.cursor));
    claims(work.claims());
    for (var entry : work.outbox()) {
      var account = given(entry.entry().destination(), 1);
      if (overflow.refuses(entry.entry(), account.bytes())) {
        bury(account, overflow.letter(entry.entry()), Term.EXPIRED, entry.entry());
        var told = overflow.facts(entry.entry());
        fact(facts(told), 0, entry.entry().position());
      } else {
        queue(account, entry);
      }
    }
    for (var each : work.dead()) {
      if (each.settlement().next() instanceof Next.Dead(var term, _, _)) {
        var entry = each.settlement().entry();
        bury(given(entry.destination(), 1), each.letter().orElseThrow(), term, entry);
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
    given.forEach((account, count) ->
        account.acceptEarlier(
            count - step.extra().getOrDefault(account.name, 0L), before, state.cursor));
    if (work.facts().isPresent()) {
      var sequence = facts(work.facts().get());
      put(Column.INDEX, Layout.inDispatch(state.span, state.cursor, sequence));
    }
  }

  /// Skips entries that are gone already, and their facts.
  void settle(Work.Settle work) throws RocksDBException {
    var sequence = work.facts().isPresent() ? facts(work.facts().get()) : 0;
    for (var each : work.settled()) {
      var entry = each.settlement().entry();
      var account = account(entry.destination());
      if (!unqueue(account, entry)) {
        continue;
      }
      switch (each.settlement().next()) {
        case Next.Done(var term) -> {
          account.settle(term, 1);
          state.hours().add(store, account.id, entry.event(), term, 1);
        }
        case Next.Again again -> queue(account, each.again().orElseThrow());
        case Next.Dead(var term, var reason, var vendorSaid) ->
            bury(account, each.letter().orElseThrow(), term, entry);
      }
      for (var i = 0; i < each.settlement().facts().size(); i++) {
        fact(sequence, each.firstFact() + i, entry.position());
      }
    }
  }

  /// Skips letters that are gone, and those that would not fit into their outbox.
  void letters(Work.Letters work) throws RocksDBException {
    var sequence = work.facts().isPresent() ? facts(work.facts().get()) : 0;
    for (var i = 0; i < work.moves().size(); i++) {
      var move = work.moves().get(i);
      var letter = move.letter();
      var account = account(letter.entry().destination());
      var key = Layout.deadLetter(account.id, letter);
      var full = move.again().stream().anyMatch(e -> overflow.refuses(e.entry(), account.bytes()));
      if (full
          || lettersTaken.contains(letter.id())
          || store.get(Column.DEAD_LETTERS, key).isEmpty()) {
        continue;
      }
      lettersTaken.add(letter.id());
      batch.delete(store.handle(Column.DEAD_LETTERS), key);
      account.buried(-1);
      if (!move.again().isEmpty()) {
        account.settle(letter.term(), -1);
        state.hours().add(store, account.id, letter.entry().event(), letter.term(), -1);
        account.accept(move.again().size() - 1L);
        for (var entry : move.again()) {
          queue(account, entry);
        }
      }
      fact(sequence, i, letter.entry().position());
      work.moved().add(letter.id());
    }
    sync = true;
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
    if (account.active()) {
      given.merge(account, count, Long::sum);
    } else {
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
    var held = new Held(entry.entry(), entry.weight());
    var slot = Outboxes.slot(value, value.length, Optional.of(held));
    put(Column.OUTBOX, key.bytes(), value);
    changed.put(key, Optional.of(slot));
    account.queued(entry.entry().acceptedAt(), value.length);
    state.sealedOutbox(slot.serial(), 1);
    outboxesTouched.add(account.name);
    afterwards.add(() -> outboxes.of(key).put(key, slot));
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
    afterwards.add(() -> outboxes.of(key).remove(key));
    return true;
  }

  private void bury(Account account, Work.NewLetter letter, Term term, OutboxEntry entry)
      throws RocksDBException {
    var millis = OutboxKey.millis(letter.at());
    var key = Layout.deadLetter(account.id, millis, entry.position().value(), entry.part());
    put(Column.DEAD_LETTERS, key, letter.value().bytes);
    account.buried(1);
    account.settle(term, 1);
    state.hours().add(store, account.id, entry.event(), term, 1);
  }

  /// @return the sequence of the facts
  private long facts(Work.NewFacts facts) throws RocksDBException {
    var sequence = ++state.factsEnd;
    put(Column.FACTS, Layout.number(sequence), facts.value().bytes);
    state.sealedFact(facts.value().serial(), sequence);
    return sequence;
  }

  private void fact(long sequence, int ordinal, Position position) throws RocksDBException {
    put(Column.INDEX, Layout.inFacts(state.span, position.value(), sequence, ordinal));
  }

  private void claims(List<Work.NewClaim> claims) throws RocksDBException {
    var ends = new TreeMap<Integer, ByteArrayOutputStream>();
    for (var each : claims) {
      var claim = each.claim();
      var millis = OutboxKey.millis(claim.expires());
      var value = ByteBuffer.allocate(Long.BYTES + 5 * claim.served().size()).putLong(millis);
      for (var served : claim.served().entrySet()) {
        value.putInt(account(served.getKey()).id).put((byte) (served.getValue() ? 1 : 0));
      }
      put(Column.CLAIMS, Layout.claim(each.key().bytes), value.array());
      ends.computeIfAbsent(Layout.hour(millis), _ -> new ByteArrayOutputStream())
          .writeBytes(each.key().bytes);
    }
    for (var end : ends.entrySet()) {
      var key = Layout.claimsEnd(end.getKey(), state.cursor);
      put(Column.CLAIMS, key, end.getValue().toByteArray());
    }
  }

  private void put(Column column, byte[] key) throws RocksDBException {
    put(column, key, Layout.NOTHING);
  }

  private void put(Column column, byte[] key, byte[] value) throws RocksDBException {
    batch.put(store.handle(column), key, value);
  }
}
