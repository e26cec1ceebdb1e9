package dev.tagyard.proxy.choice;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.VisitorHash;
import dev.tagyard.proxy.eventlog.VisitorKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Whose events the journal's are, as they were accepted. Read a stretch at a time: deliveries that
/// are due are neighbours, and reading one event costs unsealing all that were appended with it.
final class AcceptedVisitors {
  private static final int STRETCH = 512;

  /// Some 5 MB, for a few dozen outboxes at places of their own.
  private static final int MOST = 20_000;

  private final EventLog log;
  private final ConsentRecords records;
  private final Cache<Position, List<VisitorHash>> known =
      Caffeine.newBuilder().executor(Runnable::run).maximumSize(MOST).build();

  /// Who waits for it finds what they look for read; and dispatch keeps a reading thread.
  private final ReentrantLock reading = new ReentrantLock();

  AcceptedVisitors(EventLog log) {
    this.log = log;
    this.records = log.consents();
  }

  /// None where the event is forgotten or cannot be read any more; may block.
  List<VisitorHash> of(Position position) {
    var found = known.getIfPresent(position);
    return found == null ? read(position) : found;
  }

  private List<VisitorHash> read(Position position) {
    reading.lock();
    try {
      return Optional.ofNullable(known.getIfPresent(position)).orElseGet(() -> readFrom(position));
    } finally {
      reading.unlock();
    }
  }

  private List<VisitorHash> readFrom(Position position) {
    var first = position.value();
    try {
      var stretch = log.read(new Position(first - 1), STRETCH, Duration.ZERO);
      nobody(first, stretch.isEmpty() ? first : stretch.getFirst().position().value() - 1);
      stretch.forEach(each -> known.put(each.position(), people(each)));
      return stretch.stream()
          .filter(each -> each.position().equals(position))
          .findFirst()
          .map(this::people)
          .orElse(List.of());
    } catch (CorruptRecord gone) {
      nobody(first, gone.upTo().map(Position::value).orElse(first));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  private void nobody(long first, long last) {
    for (var gone = first; gone <= Math.min(last, first + STRETCH); gone++) {
      known.put(new Position(gone), List.of());
    }
  }

  private List<VisitorHash> people(Journaled journaled) {
    return VisitorKeys.of(journaled.entry().event().tree(), Optional.empty()).stream()
        .filter(VisitorKey::ofPerson)
        .map(records::hash)
        .toList();
  }
}
