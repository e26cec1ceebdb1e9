package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.Lane;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import java.nio.ByteBuffer;
import java.time.Instant;

/// Where an outbox entry stands: by destination and lane, then by when it is due.
///
/// @param destination the number that stands for its name
/// @param due milliseconds since the epoch, not negative
record OutboxKey(int destination, Lane lane, long due, long position, int part)
    implements Comparable<OutboxKey> {
  static final int BYTES = 25;

  static OutboxKey of(int destination, OutboxEntry entry) {
    return new OutboxKey(
        destination,
        Lane.of(entry.event().name()),
        millis(entry.due()),
        entry.position().value(),
        entry.part());
  }

  static OutboxKey of(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    return new OutboxKey(
        buffer.getInt(),
        Lane.coded(buffer.get()),
        buffer.getLong(),
        buffer.getLong(),
        buffer.getInt());
  }

  byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .putInt(destination)
        .put(lane.code())
        .putLong(due)
        .putLong(position)
        .putInt(part)
        .array();
  }

  /// As [OutboxEntry#key] has it.
  String deliveryKey(String destinationName) {
    return destinationName + "/" + position + "/" + part;
  }

  /// Within what a key can hold, also for the far ends of time.
  static long millis(Instant time) {
    if (time.isBefore(Instant.EPOCH)) {
      return 0;
    }
    return time.getEpochSecond() >= Long.MAX_VALUE / 1000 - 1
        ? Long.MAX_VALUE
        : time.toEpochMilli();
  }

  @Override
  public int compareTo(OutboxKey other) {
    // Not by a Comparator: a backlog is some twenty comparisons for each of its entries.
    var order = Integer.compare(destination, other.destination);
    order = order != 0 ? order : lane.compareTo(other.lane);
    order = order != 0 ? order : Long.compare(due, other.due);
    order = order != 0 ? order : Long.compare(position, other.position);
    return order != 0 ? order : Integer.compare(part, other.part);
  }
}
