package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.LogSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forgets what is past its time, and destroys the data keys that nothing kept needs any more.
///
/// Journal and facts go by the hour of their data key, whose last position and fact are marked; so
/// they go by ranges, unread. Claims are listed by the hour in which they may end, and are looked
/// at then, since a claim may have been made anew.
final class Pruning {
  private static final Logger LOG = LoggerFactory.getLogger(Pruning.class);

  /// Claims looked at in one write, so that appends need not wait long.
  private static final int CLAIMS_AT_ONCE = 4_000;

  /// Dead letters counted and forgotten in one write, likewise.
  private static final int LETTERS_AT_ONCE = 10_000;

  /// A record may wait between its sealing and its write: its key is left alone this long.
  private static final int SPARED_HOURS = 2;

  private final LogSettings settings;
  private final KeyRing keys;

  Pruning(LogSettings settings, KeyRing keys) {
    this.settings = settings;
    this.keys = keys;
  }

  void prune(Work.Prune work, Store store, State state, WriteBatch batch, List<Runnable> afterwards)
      throws RocksDBException {
    var now = work.now();
    var progress = work.progress();
    progress.more = false;
    forgetJournalAndFacts(now, store, state, batch);
    forgetIndex(now, store, state, batch);
    within(Column.CLAIMS, () -> forgetClaims(work, store, batch));
    within(Column.DEAD_LETTERS, () -> progress.more |= forgetDeadLetters(now, store, state, batch));
    within(Column.META, () -> HourCounts.prune(now, state.accounts().values(), store, batch));
    within(Column.CONSENTS, () -> progress.more |= ConsentPruning.prune(now, store, batch));
    for (var key : keys.all()) {
      if (isDone(key, now, state)) {
        batch.delete(store.handle(Column.KEYS), Layout.serial(key.serial()));
        state.forgetKey(key.serial());
        work.progress().destroyed = true;
        afterwards.add(() -> keys.destroy(key.serial()));
      }
    }
  }

  private interface Step {
    void run() throws RocksDBException;
  }

  /// Damage to one column keeps neither the others nor the data keys.
  private static void within(Column column, Step step) throws RocksDBException {
    try {
      step.run();
    } catch (RocksDBException failed) {
      Store.requireDamage(failed);
      LOG.error("what is past its time stays in column {}: it was damaged", column.label(), failed);
    }
  }

  private void forgetJournalAndFacts(Instant now, Store store, State state, WriteBatch batch)
      throws RocksDBException {
    var journal = state.forgottenJournal;
    var facts = state.forgottenFacts;
    for (var key : keys.all()) {
      if (key.recordClass() == RecordClass.JOURNAL && isPast(key, now, settings.retention())) {
        journal = Math.max(journal, state.mark(key.serial()).position());
        facts = Math.max(facts, state.mark(key.serial()).fact());
      }
    }
    journal = Math.max(state.forgottenJournal, Math.min(journal, state.cursor));
    if (journal == state.forgottenJournal && facts == state.forgottenFacts) {
      return;
    }
    forget(Column.JOURNAL, state.forgottenJournal, journal, store, batch);
    forget(Column.FACTS, state.forgottenFacts, facts, store, batch);
    state.forgottenJournal = journal;
    state.forgottenFacts = facts;
    batch.put(store.handle(Column.META), Layout.FORGOTTEN_KEY, State.pair(journal, facts));
  }

  private static void forget(Column column, long after, long upTo, Store store, WriteBatch batch)
      throws RocksDBException {
    if (upTo > after) {
      var from = Layout.number(after + 1);
      batch.deleteRange(store.handle(column), from, Layout.number(upTo + 1));
    }
  }

  /// By whole spans, none of which may name an entry that is still kept.
  private void forgetIndex(Instant now, Store store, State state, WriteBatch batch)
      throws RocksDBException {
    var oldestKept =
        keys.all().stream()
            .filter(key -> key.recordClass() == RecordClass.JOURNAL && !isDone(key, now, state))
            .min(Comparator.comparingLong(DataKey::hour))
            .map(key -> TimeUnit.HOURS.toMillis(key.hour()))
            .orElse(Long.MAX_VALUE);
    var past = now.minus(settings.retention()).toEpochMilli();
    var to = Layout.serial(Layout.span(Math.min(past, oldestKept)));
    forget(Column.INDEX, new byte[Integer.BYTES], to, store, batch);
  }

  /// @return whether there are more to forget
  private boolean forgetDeadLetters(Instant now, Store store, State state, WriteBatch batch)
      throws RocksDBException {
    var past = OutboxKey.millis(now.minus(settings.deadLetterRetention()));
    var left = LETTERS_AT_ONCE;
    for (var account : state.accounts().values()) {
      var from = Layout.deadLetter(account.id, 0, 0, 0);
      var to = Layout.deadLetter(account.id, past, 0, 0);
      var forgotten = forgetLetters(from, to, left, store, batch);
      if (forgotten > 0) {
        account.buried(-forgotten);
        state.touch(account);
        left -= forgotten;
      }
    }
    return left == 0;
  }

  /// @return how many
  private static int forgetLetters(byte[] from, byte[] to, int most, Store store, WriteBatch batch)
      throws RocksDBException {
    var letters = store.handle(Column.DEAD_LETTERS);
    var forgotten = 0;
    try (var scan = store.scan(Column.DEAD_LETTERS, from, to)) {
      // From the first key that is really there, so that no grave is dug twice.
      var first = Layout.NOTHING;
      var last = Layout.NOTHING;
      while (forgotten < most && scan.next()) {
        last = scan.key();
        first = forgotten == 0 ? last : first;
        forgotten++;
      }
      if (forgotten > 0) {
        batch.deleteRange(letters, first, Layout.after(last));
      }
    }
    return forgotten;
  }

  /// From the first key that is really there, so that no grave is dug twice.
  private static void forget(Column column, byte[] from, byte[] to, Store store, WriteBatch batch)
      throws RocksDBException {
    try (var scan = store.scan(column, from, to)) {
      if (scan.next()) {
        batch.deleteRange(store.handle(column), scan.key(), to);
      }
    }
  }

  private static void forgetClaims(Work.Prune work, Store store, WriteBatch batch)
      throws RocksDBException {
    var millis = work.now().toEpochMilli();
    var claims = store.handle(Column.CLAIMS);
    var progress = work.progress();
    var from = progress.claimsFrom;
    var to = Layout.claimsEnd(Layout.hour(millis));
    try (var scan = store.scan(Column.CLAIMS, from, to)) {
      var seen = 0;
      while (seen < CLAIMS_AT_ONCE && scan.next()) {
        var end = scan.key();
        for (var hashes = ByteBuffer.wrap(scan.value()); hashes.hasRemaining(); seen++) {
          var hash = new byte[Ids.BYTES];
          hashes.get(hash);
          var claim = Layout.claim(hash);
          var value = store.get(Column.CLAIMS, claim);
          if (value.isPresent() && ByteBuffer.wrap(value.get()).getLong() <= millis) {
            batch.delete(claims, claim);
          }
        }
        progress.claimsFrom = Layout.after(end);
      }
      progress.more |= seen >= CLAIMS_AT_ONCE;
      if (seen > 0) {
        batch.deleteRange(claims, from, progress.claimsFrom);
      }
    }
  }

  private boolean isDone(DataKey key, Instant now, State state) {
    return switch (key.recordClass()) {
      case JOURNAL -> {
        var mark = state.mark(key.serial());
        yield isPast(key, now, settings.retention())
            && mark.position() <= state.forgottenJournal
            && mark.fact() <= state.forgottenFacts;
      }
      case OUTBOX -> isPast(key, now, Duration.ZERO) && state.outboxUse(key.serial()) == 0;
      case DEAD_LETTER -> isPast(key, now, settings.deadLetterRetention());
      case CONSENT -> isPast(key, now, settings.consentRetention().get());
    };
  }

  /// Whether all of the key's hour lies before what is kept.
  private static boolean isPast(DataKey key, Instant now, Duration kept) {
    var spared = Duration.ofHours(SPARED_HOURS);
    var longest = kept.compareTo(spared) < 0 ? spared : kept;
    return TimeUnit.HOURS.toMillis(key.hour() + 1) <= now.minus(longest).toEpochMilli();
  }
}
