package dev.tagyard.proxy.eventlog;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Journal, claims, outboxes, dead letters and facts of one proxy.
///
/// Each method is one atomic step. All but [#append] and [#turn] block the caller, which is a
/// virtual thread; those two never block and may be called on an event loop.
public interface EventLog extends AutoCloseable {
  /// Begins what is to be appended as one.
  Turn turn();

  /// Appends in order, as [Turn#append].
  default CompletableFuture<Void> append(List<JournalEntry> entries) {
    var turn = turn();
    entries.forEach(turn::add);
    return turn.append();
  }

  /// The last position that dispatch has committed.
  Position cursor();

  /// The last position appended.
  Position end();

  /// Entries after a position, in order, of large ones fewer than the limit; waits up to `wait` for
  /// the first one. Throws [CorruptRecord] when the first cannot be read.
  List<Journaled> read(Position after, int limit, Duration wait) throws InterruptedException;

  /// The claims among the keys that expire after a time.
  Map<ClaimKey, Claim> claims(Collection<ClaimKey> keys, Instant at);

  void commit(DispatchBatch batch);

  /// Tells the log which destinations exist: one that is new gets no earlier events; one that is
  /// gone keeps its outbox.
  void destinations(Set<String> names);

  /// The destinations that exist, as last told.
  Set<String> known();

  /// The end of the journal when a destination was made known: it gets what came after. The end
  /// itself for one that is not known, or gone.
  Position since(String destination);

  /// Entries due by then, without those whose key is in flight: conversions in due order, then
  /// views in due order, which get a share of the limit wherever some wait. Of large ones fewer
  /// than the limit.
  List<OutboxEntry> due(String destination, Instant by, int limit, Set<String> inFlight);

  /// When the next entry outside `inFlight` is due; absent when there is none.
  Optional<Instant> nextDue(String destination, Set<String> inFlight);

  void settle(List<Settlement> settlements);

  /// By destination, also those that are gone but still hold entries.
  Map<String, Totals> totals();

  /// How deliveries ended, by the hour of their events' time; `to` is exclusive.
  List<HourCount> counts(Instant from, Instant to);

  /// What is known of an event, in the order in which it happened.
  List<Fact> facts(String eventId);

  /// The journal's entries of an event id, oldest first.
  List<Journaled> accepted(String eventId);

  /// What still waits of an event.
  List<OutboxEntry> waiting(String eventId);

  /// Dead letters to look for, to replay and to discard.
  DeadLetters letters();

  /// What is kept of visitors' consent.
  ConsentRecords consents();

  /// Forgets what retention has passed, and destroys its data keys.
  void prune(Instant now);

  /// Whether the last write succeeded; the reason when it did not.
  Optional<String> trouble();

  /// Called after each commit or settle that may have made entries due, with the destinations
  /// touched; on the log's own thread, so it must not block.
  void onOutbox(Consumer<Set<String>> listener);

  @Override
  void close();

  /// Entries that are appended as one. For one thread.
  interface Turn {
    /// Encodes the entry. Throws `IllegalArgumentException` where it has a shape that cannot be
    /// kept; those before it stay.
    void add(JournalEntry entry);

    int size();

    /// What its events take in memory, in bytes and roughly.
    long weight();

    /// Appends in order, once. Done once every entry would survive a power cut; fails with
    /// [LogUnavailable] when none was kept.
    CompletableFuture<Void> append();
  }
}
