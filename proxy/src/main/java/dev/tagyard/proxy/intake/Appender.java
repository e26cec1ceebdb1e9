package dev.tagyard.proxy.intake;

import dev.tagyard.proxy.eventlog.JournalEntry;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Where intake hands over what it accepted.
public interface Appender {
  /// As [dev.tagyard.proxy.eventlog.EventLog#append].
  CompletableFuture<Void> append(List<JournalEntry> entries);
}
