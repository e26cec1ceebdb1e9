package dev.tagyard.proxy.preview;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.eventlog.JournalEntry;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.function.Consumer;

/// One preview that is open. What carried its key is remembered until it is dispatched, here and
/// not with the event.
final class Session {
  private static final int MOST_AWAITED = 1_000;

  private final String key;
  private final Filter filter;
  private final Consumer<ObjectNode> shown;
  private final LinkedHashSet<Mark> awaited = new LinkedHashSet<>();

  /// What tells an event from its copies.
  private record Mark(String eventId, Instant receivedAt) {
    static Mark of(JournalEntry entry) {
      return new Mark(entry.event().id(), entry.receivedAt());
    }
  }

  Session(String key, Filter filter, Consumer<ObjectNode> shown) {
    this.key = key;
    this.filter = filter;
    this.shown = shown;
  }

  boolean has(String key) {
    return this.key.equals(key);
  }

  /// Of more than can be shown the oldest is forgotten.
  synchronized void await(JournalEntry entry) {
    awaited.add(Mark.of(entry));
    if (awaited.size() > MOST_AWAITED) {
      awaited.removeFirst();
    }
  }

  synchronized boolean wants(JournalEntry entry) {
    return awaited.remove(Mark.of(entry)) || filter.matches(entry.event());
  }

  void show(ObjectNode seen) {
    shown.accept(seen);
  }
}
