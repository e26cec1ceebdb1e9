package dev.tagyard.proxy.choice;

import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.VisitorHash;
import dev.tagyard.proxy.eventlog.VisitorKey;
import dev.tagyard.proxy.eventlog.Withdrawal;
import dev.tagyard.rules.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// The withdrawals of the last days, in memory: usually none, so that asking costs nothing. A
/// delivery is looked at before each attempt.
public final class Withdrawals {
  private final EventLog log;
  private final ConsentRecords records;
  private final Map<VisitorHash, Withdrawal> recent = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> newest = new AtomicReference<>(Instant.EPOCH);

  public Withdrawals(EventLog log) {
    this.log = log;
    this.records = log.consents();
  }

  /// Takes over what earlier runs wrote down.
  public void load(Instant now) {
    records.withdrawals(now).forEach(this::add);
  }

  /// In force at once.
  ///
  /// @return what is to be written down for this visitor
  Withdrawal add(VisitorHash visitor, Withdrawal withdrawal) {
    var both = recent.merge(visitor, withdrawal, Withdrawal::and);
    newest.accumulateAndGet(both.last(), (one, two) -> one.isAfter(two) ? one : two);
    return both;
  }

  void forget(Instant now, Duration after) {
    recent.values().removeIf(known -> known.last().plus(after).isBefore(now));
  }

  Optional<Withdrawal> of(VisitorHash visitor) {
    return Optional.ofNullable(recent.get(visitor));
  }

  /// Why a delivery may no longer be made, as it is labelled in metrics; may block.
  public Optional<String> stops(OutboxEntry entry) {
    if (recent.isEmpty() || entry.acceptedAt().isAfter(newest.get())) {
      return Optional.empty();
    }
    var keys = VisitorKeys.of(entry.event().tree(), Optional.empty());
    var own =
        keys.stream().anyMatch(VisitorKey::ofPerson)
            ? stops(entry, keys)
            : keys.stream()
                .flatMap(key -> records.linked(records.hash(key)).stream())
                .flatMap(visitor -> stops(entry, visitor).stream())
                .findFirst();
    // The rules, or the cut, may have taken the visitor away or put another one's key in its
    // place: the journal still knows.
    return own.or(() ->
        accepted(entry.position())
            .flatMap(event -> stops(entry, VisitorKeys.of(event.tree(), Optional.empty()))));
  }

  private Optional<String> stops(OutboxEntry entry, List<VisitorKey> keys) {
    return keys.stream()
        .filter(VisitorKey::ofPerson)
        .flatMap(key -> stops(entry, records.hash(key)).stream())
        .findFirst();
  }

  private Optional<String> stops(OutboxEntry entry, VisitorHash visitor) {
    return of(visitor).flatMap(withdrawal -> withdrawal.stops(entry));
  }

  private Optional<Event> accepted(Position position) {
    try {
      return log.read(new Position(position.value() - 1), 1, Duration.ZERO).stream()
          .filter(journaled -> journaled.position().equals(position))
          .map(journaled -> journaled.entry().event())
          .findFirst();
    } catch (CorruptRecord gone) {
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
