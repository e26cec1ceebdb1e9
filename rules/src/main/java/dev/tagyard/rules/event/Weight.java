package dev.tagyard.rules.event;

import com.fasterxml.jackson.databind.JsonNode;

/// What an event takes in memory, in bytes and roughly: an empty object there is forty times what
/// it is on disk, so its length says nothing of that.
public final class Weight {
  private static final long EVENT = 200;
  private static final long NODE = 100;
  private static final long OBJECT = 100;
  private static final long FIELD = 56;
  private static final long ARRAY = 48;
  private static final long ELEMENT = 8;
  private static final long TEXT = 56;
  private static final long NUMBER = 24;

  private Weight() {}

  public static long of(Event event) {
    return EVENT + of(event.tree());
  }

  /// Of an event of which no more is known, without a walk: about the same.
  ///
  /// @param bytes of all its names and texts
  public static long of(long nodes, long bytes) {
    return EVENT + nodes * NODE + bytes;
  }

  public static long of(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        var weight = OBJECT;
        for (var field : node.properties()) {
          weight += FIELD + field.getKey().length() + of(field.getValue());
        }
        yield weight;
      }
      case ARRAY -> {
        var weight = ARRAY;
        for (var element : node) {
          weight += ELEMENT + of(element);
        }
        yield weight;
      }
      case STRING -> TEXT + node.textValue().length();
      case NUMBER -> NUMBER;
      case BOOLEAN, NULL, MISSING, BINARY, POJO -> 0;
    };
  }
}
