package dev.tagyard.proxy.choice;

import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.VisitorHash;
import dev.tagyard.proxy.eventlog.VisitorKey;
import dev.tagyard.proxy.eventlog.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/// The withdrawals of the last days, in memory: usually none, so that asking costs nothing. A
/// delivery is looked at before each attempt.
public final class Withdrawals {
  private final ConsentRecords records;
  private final AcceptedVisitors accepted;
  private final Map<VisitorHash, Withdrawal> recent = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> newest = new AtomicReference<>(Instant.EPOCH);

  public Withdrawals(EventLog log) {
    this.records = log.consents();
    this.accepted = new AcceptedVisitors(log);
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
    var people =
        keys.stream().anyMatch(VisitorKey::ofPerson)
            ? keys.stream().filter(VisitorKey::ofPerson).map(records::hash)
            : keys.stream().flatMap(key -> records.linked(records.hash(key)).stream());
    // The rules, or the cut, may have taken the visitor away or put another one's key in its
    // place: the journal still knows.
    return stops(entry, people).or(() -> stops(entry, accepted.of(entry.position()).stream()));
  }

  private Optional<String> stops(OutboxEntry entry, Stream<VisitorHash> visitors) {
    return visitors
        .flatMap(visitor -> of(visitor).stream())
        .flatMap(withdrawal -> withdrawal.stops(entry).stream())
        .findFirst();
  }
}
