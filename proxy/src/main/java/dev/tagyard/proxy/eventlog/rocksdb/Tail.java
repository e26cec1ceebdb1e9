package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.Journaled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Entries that were just appended, as they were before they were sealed: one stretch without gaps,
/// so that dispatch, when it keeps up, unseals nothing.
///
/// When it is full, newer entries are left out until dispatch has taken all of it: what comes next
/// is worth more than what comes last.
final class Tail {
  /// A stretch that is taken at once ends beyond so much of memory.
  private static final long MOST_AT_ONCE = 8L << 20;

  private final long maxBytes;
  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private long bytes;

  private record Held(List<Journaled> journaled, long bytes) {
    long first() {
      return journaled.getFirst().position().value();
    }

    long last() {
      return journaled.getLast().position().value();
    }
  }

  Tail(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// @param journaled what was appended as one, not empty
  synchronized void add(List<Journaled> journaled, long size) {
    var more = new Held(journaled, size);
    var follows = held.isEmpty() || held.getLast().last() + 1 == more.first();
    if (follows && bytes + size <= maxBytes) {
      held.add(more);
      bytes += size;
    }
  }

  /// Those right after a position; none where the stretch does not reach back to it.
  synchronized List<Journaled> after(long position, int limit) {
    if (held.isEmpty()
        || held.getFirst().first() > position + 1
        || held.getLast().last() <= position) {
      return List.of();
    }
    var found = new ArrayList<Journaled>();
    var taken = 0L;
    for (var each : held) {
      if (found.size() >= limit || taken > MOST_AT_ONCE) {
        break;
      }
      var skipped = (int) Math.max(0, position + 1 - each.first());
      var journaled = each.journaled();
      if (skipped < journaled.size()) {
        var end = Math.min(journaled.size(), skipped + limit - found.size());
        found.addAll(journaled.subList(skipped, end));
        taken += each.bytes();
      }
    }
    return found;
  }

  synchronized void forget(long upTo) {
    while (!held.isEmpty() && held.getFirst().last() <= upTo) {
      bytes -= held.removeFirst().bytes();
    }
  }

  synchronized void clear() {
    held.clear();
    bytes = 0;
  }
}
