package dev.tagyard.proxy.choice;

import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.VisitorHash;
import dev.tagyard.proxy.eventlog.VisitorKey;
import dev.tagyard.proxy.eventlog.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// The withdrawals of the last days: usually few, so that asking costs nothing. Who has one is held
/// in memory, up to a bound, for anybody may make up visitors who opt out; what it says is read
/// from the log. A delivery is looked at before each attempt.
public final class Withdrawals {
  /// Some 10 MB.
  private static final int MOST_KNOWN = 100_000;

  private static final int MOST_UNWRITTEN = 50_000;
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

  private final ConsentRecords records;
  private final AcceptedVisitors accepted;
  private final int mostKnown;

  /// Who took something back, and when last.
  private final Map<VisitorHash, Instant> known = new ConcurrentHashMap<>();

  /// What is not on disk yet, or could not be written: then it is in force until a restart.
  private final Map<VisitorHash, Withdrawal> unwritten = new ConcurrentHashMap<>();

  private final AtomicReference<Instant> newest = new AtomicReference<>(Instant.EPOCH);

  /// When the last of those was that there was no room to know: as long as that one is remembered,
  /// the log is asked for everybody.
  private final AtomicReference<Instant> leftOut = new AtomicReference<>(Instant.EPOCH);

  /// Of the one thread that writes.
  private Instant looked = Instant.EPOCH;

  public Withdrawals(EventLog log) {
    this(log, MOST_KNOWN);
  }

  Withdrawals(EventLog log, int mostKnown) {
    this.records = log.consents();
    this.accepted = new AcceptedVisitors(log);
    this.mostKnown = mostKnown;
  }

  /// Takes over what earlier runs wrote down.
  public void load(Instant now) {
    if (!records.withdrawals(
        now, mostKnown, (visitor, withdrawal) -> know(visitor, withdrawal.last()))) {
      last(leftOut, now);
      last(newest, now);
    }
  }

  /// In force at once; [#written] when it is on disk.
  ///
  /// @return what is to be written down for this visitor
  Withdrawal add(VisitorHash visitor, Withdrawal withdrawal) {
    var both = before(visitor, withdrawal).map(one -> one.and(withdrawal)).orElse(withdrawal);
    hold(visitor, both);
    return both;
  }

  /// What cannot be read any more may have been everything.
  private Optional<Withdrawal> before(VisitorHash visitor, Withdrawal withdrawal) {
    try {
      return of(visitor);
    } catch (CorruptRecord unreadable) {
      return Optional.of(Withdrawal.ofAll(withdrawal.last(), Note.SIGNALS));
    }
  }

  /// Whether a visitor took something back, also where it cannot be read what.
  boolean has(VisitorHash visitor) {
    try {
      return of(visitor).isPresent();
    } catch (CorruptRecord unreadable) {
      return true;
    }
  }

  /// In force until a restart, whatever the log can do.
  void hold(VisitorHash visitor, Withdrawal withdrawal) {
    if (unwritten.size() < MOST_UNWRITTEN) {
      unwritten.merge(visitor, withdrawal, Withdrawal::and);
    }
    know(visitor, withdrawal.last());
  }

  /// What was held since then stays.
  void written(VisitorHash visitor, Withdrawal withdrawal) {
    unwritten.remove(visitor, withdrawal);
  }

  private void know(VisitorHash visitor, Instant at) {
    if (known.size() < mostKnown || known.containsKey(visitor)) {
      known.merge(visitor, at, Withdrawals::later);
    } else {
      last(leftOut, at);
    }
    last(newest, at);
  }

  private static void last(AtomicReference<Instant> time, Instant at) {
    time.accumulateAndGet(at, Withdrawals::later);
  }

  private static Instant later(Instant one, Instant two) {
    return one.isAfter(two) ? one : two;
  }

  void forget(Instant now, Duration after) {
    if (Duration.between(looked, now).abs().compareTo(BETWEEN_LOOKS) < 0) {
      return;
    }
    looked = now;
    var past = now.minus(after);
    known.values().removeIf(at -> at.isBefore(past));
    unwritten.values().removeIf(withdrawal -> withdrawal.last().isBefore(past));
    leftOut.updateAndGet(at -> at.isBefore(past) ? Instant.EPOCH : at);
  }

  /// Blocks where the visitor took something back, and where more did than are known.
  Optional<Withdrawal> of(VisitorHash visitor) {
    var held = Optional.ofNullable(unwritten.get(visitor));
    if (!known.containsKey(visitor) && leftOut.get().equals(Instant.EPOCH)) {
      return held;
    }
    var kept = records.withdrawal(visitor);
    return held.map(one -> kept.map(one::and).orElse(one)).or(() -> kept);
  }

  /// Why a delivery may no longer be made, as it is labelled in metrics; may block. Throws
  /// [CorruptRecord] where that cannot be read any more.
  public Optional<String> stops(OutboxEntry entry) {
    if (entry.acceptedAt().isAfter(newest.get())) {
      return Optional.empty();
    }
    var keys = VisitorKeys.of(entry.event().tree(), Optional.empty());
    var people =
        keys.stream().anyMatch(VisitorKey::ofPerson)
            ? keys.stream().filter(VisitorKey::ofPerson).map(records::hash).toList()
            : keys.stream().flatMap(key -> records.linked(records.hash(key)).stream()).toList();
    // The rules, or the cut, may have taken the visitor away or put another one's key in its
    // place: the journal still knows.
    return stops(entry, people)
        .or(() ->
            stops(
                entry,
                accepted.of(entry.position()).stream()
                    .filter(visitor -> !people.contains(visitor))
                    .toList()));
  }

  private Optional<String> stops(OutboxEntry entry, List<VisitorHash> visitors) {
    return visitors.stream()
        .flatMap(visitor -> of(visitor).stream())
        .flatMap(withdrawal -> withdrawal.stops(entry).stream())
        .findFirst();
  }
}
