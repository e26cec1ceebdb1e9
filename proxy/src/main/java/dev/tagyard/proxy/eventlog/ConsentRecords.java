package dev.tagyard.proxy.eventlog;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// The part of the event log that holds visitors' last decisions and their withdrawals. Every
/// method but [#hash] blocks.
public interface ConsentRecords {
  VisitorHash hash(VisitorKey key);

  /// The decisions that are still kept, by the key asked for; links are followed. Throws
  /// [CorruptRecord] where any of them was damaged, as the others do for theirs.
  Map<VisitorHash, KeptConsent> last(Collection<VisitorHash> visitors, Instant now);

  /// The visitor that a transaction or a cart was linked to.
  Optional<VisitorHash> linked(VisitorHash thing);

  /// What a visitor took back, while it is remembered.
  Optional<Withdrawal> withdrawal(VisitorHash visitor);

  /// Tells the withdrawals that are still remembered, one by one.
  ///
  /// @return whether these were all: false where there are more than were asked for, or some were
  ///   damaged
  boolean withdrawals(Instant now, int most, BiConsumer<VisitorHash, Withdrawal> each);

  /// All of them or none; withdrawals would survive a power cut when this returns.
  void write(List<ConsentWrite> writes);
}
