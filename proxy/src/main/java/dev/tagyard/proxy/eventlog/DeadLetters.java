package dev.tagyard.proxy.eventlog;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The part of the event log that holds dead letters. Every method blocks.
public interface DeadLetters {
  /// Newest first. Those that cannot be read, because their data key was destroyed, are left out.
  /// Of large ones fewer than the limit; at least one, where there is one.
  List<DeadLetter> find(DeadLetterQuery query);

  Optional<DeadLetter> get(String id);

  /// All of them in one step.
  ///
  /// @return ids of those that were moved; left out are those that were gone already, and those
  ///   whose outbox had no room
  Set<String> move(List<DeadLetterMove> moves);
}
