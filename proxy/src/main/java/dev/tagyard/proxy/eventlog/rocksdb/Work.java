package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.Claim;
import dev.tagyard.proxy.eventlog.DeadLetter;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Settlement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// What the writer is asked to do, sealed already by whoever asks. Each is one atomic step.
sealed interface Work {
  Done done();

  /// Roughly what it holds in memory while it waits.
  long bytes();

  /// Completed by the writer: once it is on disk, or when it never will be.
  final class Done extends CompletableFuture<Void> {}

  /// @param eventIds hashed, of each entry
  /// @param value all entries, sealed as one
  /// @param weight of the events in memory
  record Append(
      List<JournalEntry> entries,
      List<Hash> eventIds,
      Sealed value,
      long weight,
      long bytes,
      Done done)
      implements Work {}

  record Commit(
      DispatchBatch batch,
      List<NewClaim> claims,
      List<NewOutboxEntry> outbox,
      List<Settled> dead,
      Optional<NewFacts> facts,
      long bytes,
      Done done)
      implements Work {}

  record Settle(List<Settled> settled, Optional<NewFacts> facts, long bytes, Done done)
      implements Work {}

  record Destinations(Set<String> names, long bytes, Done done) implements Work {}

  /// @param sync whether it must survive a power cut
  record Consents(List<ConsentPut> puts, boolean sync, long bytes, Done done) implements Work {}

  /// @param moved ids of those that were moved, told by the writer
  record Letters(
      List<MovedLetter> moves, Optional<NewFacts> facts, Set<String> moved, long bytes, Done done)
      implements Work {}

  record Prune(Instant now, Progress progress, long bytes, Done done) implements Work {}

  /// How far one pruning has come; handed on from write to write.
  final class Progress {
    /// The first end of a claim not yet looked at.
    byte[] claimsFrom = Layout.claimsEnd(0);

    /// Whether there are claims left to forget.
    boolean more;

    /// Whether a data key was destroyed.
    boolean destroyed;
  }

  /// Nothing to do: wakes the writer, to see that it is to end.
  record Wake(long bytes, Done done) implements Work {}

  record NewClaim(Hash key, Claim claim) {}

  /// @param weight of its event in memory
  record NewOutboxEntry(OutboxEntry entry, Sealed value, Hash eventId, long weight) {}

  /// All facts of one step, sealed as one.
  record NewFacts(Sealed value) {}

  /// @param again where it moves to
  /// @param letter where it ends as a dead letter: time and value
  /// @param firstFact which of the step's facts is the first of this settlement
  record Settled(
      Settlement settlement,
      Optional<NewOutboxEntry> again,
      Optional<NewLetter> letter,
      int firstFact) {}

  /// @param value absent: what stands under the key goes
  /// @param untilMillis when it may be forgotten
  record ConsentPut(Bytes key, Optional<Bytes> value, long untilMillis) {}

  /// A key or value as it goes to disk; not copied, never changed.
  final class Bytes {
    final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  /// @param again what waits in its place
  record MovedLetter(DeadLetter letter, List<NewOutboxEntry> again) {}

  record NewLetter(Instant at, Sealed value) {}

  /// A sealed record; not copied, never changed.
  final class Sealed {
    final byte[] bytes;

    Sealed(byte[] bytes) {
      this.bytes = bytes;
    }

    int serial() {
      return SealedRecords.serialOf(bytes);
    }
  }

  /// A hashed id; not copied, never changed.
  final class Hash {
    final byte[] bytes;

    Hash(byte[] bytes) {
      this.bytes = bytes;
    }
  }
}
