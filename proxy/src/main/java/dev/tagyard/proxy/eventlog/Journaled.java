package dev.tagyard.proxy.eventlog;

/// A journal entry and its place.
///
/// @param copyIds of the log that it is in
public record Journaled(Position position, JournalEntry entry, CopyIds copyIds) {
  /// The event id of copies that may not have the event's own.
  public String copyId() {
    return copyIds.of(position);
  }
}
