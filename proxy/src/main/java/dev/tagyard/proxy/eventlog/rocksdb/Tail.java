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
  private final long maxBytes;
  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private long bytes;

  private record Held(Journaled journaled, long bytes) {
    long position() {
      return journaled.position().value();
    }
  }

  Tail(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  synchronized void add(Journaled journaled, long size) {
    var follows = held.isEmpty() || held.getLast().position() + 1 == journaled.position().value();
    if (follows && bytes + size <= maxBytes) {
      held.add(new Held(journaled, size));
      bytes += size;
    }
  }

  /// Those right after a position; none where the stretch does not reach back to it.
  synchronized List<Journaled> after(long position, int limit) {
    if (held.isEmpty()
        || held.getFirst().position() > position + 1
        || held.getLast().position() <= position) {
      return List.of();
    }
    var found = new ArrayList<Journaled>();
    for (var each : held) {
      if (found.size() == limit) {
        break;
      }
      if (each.position() > position) {
        found.add(each.journaled());
      }
    }
    return found;
  }

  synchronized void forget(long upTo) {
    while (!held.isEmpty() && held.getFirst().position() <= upTo) {
      bytes -= held.removeFirst().bytes();
    }
  }

  synchronized void clear() {
    held.clear();
    bytes = 0;
  }
}
