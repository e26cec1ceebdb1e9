package dev.tagyard.proxy.eventlog;

import java.util.List;

/// A dead letter that goes back into its outbox, or goes for good.
///
/// @param again what waits in its place, all of the letter's destination; empty: it is discarded,
///   and stays counted where it ended
/// @param fact written in the same atomic write
public record DeadLetterMove(DeadLetter letter, List<OutboxEntry> again, Fact fact) {
  public DeadLetterMove {
    again = List.copyOf(again);
  }
}
