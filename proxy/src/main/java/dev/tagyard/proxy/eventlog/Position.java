package dev.tagyard.proxy.eventlog;

/// A place in the journal: opaque, ordered, growing by one with each accepted event.
public record Position(long value) implements Comparable<Position> {
  /// Before the first event.
  public static final Position START = new Position(0);

  public Position next() {
    return new Position(value + 1);
  }

  @Override
  public int compareTo(Position other) {
    return Long.compare(value, other.value);
  }
}
