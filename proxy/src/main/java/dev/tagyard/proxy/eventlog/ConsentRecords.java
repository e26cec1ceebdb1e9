package dev.tagyard.proxy.eventlog;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The part of the event log that holds visitors' last decisions and their withdrawals. Every
/// method but [#hash] blocks.
public interface ConsentRecords {
  VisitorHash hash(VisitorKey key);

  /// The decisions that are still kept, by the key asked for; links are followed.
  Map<VisitorHash, KeptConsent> last(Collection<VisitorHash> visitors, Instant now);

  /// The visitor that a transaction or a cart was linked to.
  Optional<VisitorHash> linked(VisitorHash thing);

  /// The withdrawals that are still remembered.
  Map<VisitorHash, Withdrawal> withdrawals(Instant now);

  /// All of them or none; withdrawals would survive a power cut when this returns.
  void write(List<ConsentWrite> writes);
}
