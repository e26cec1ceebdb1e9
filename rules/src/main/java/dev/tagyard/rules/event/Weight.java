package dev.tagyard.rules.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/// What an event takes in memory, in bytes and roughly: an empty object there is forty times what
/// it is on disk, so its length says nothing of that.
public final class Weight {
  private static final long EVENT = 200;
  private static final long NODE = 100;
  private static final long OBJECT = 130;
  private static final long FIELD = 56;
  private static final long ARRAY = 48;
  private static final long ELEMENT = 8;
  private static final long TEXT = 56;
  private static final long NUMBER = 24;

  private final long most;
  private long sum;

  private Weight(long most) {
    this.most = most;
  }

  public static long of(Event event) {
    return of(event, Long.MAX_VALUE);
  }

  /// @param most as in [#of(JsonNode, long)]
  public static long of(Event event, long most) {
    return EVENT + of(event.tree(), most);
  }

  /// Of an event of which no more is known, without a walk: about the same.
  ///
  /// @param bytes of all its names and texts
  public static long of(long nodes, long bytes) {
    return EVENT + nodes * NODE + bytes;
  }

  /// @param most where the walk may end: what stands in many places counts in each, and so can be
  ///   more than could ever be walked
  public static long of(JsonNode node, long most) {
    var weight = new Weight(most);
    weight.add(node);
    return weight.sum;
  }

  private void add(JsonNode node) {
    switch (node) {
      case TextNode text -> sum += TEXT + text.textValue().length();
      case NumericNode _ -> sum += NUMBER;
      case ObjectNode object -> {
        sum += OBJECT;
        for (var field : object.properties()) {
          sum += FIELD + field.getKey().length();
          if (sum > most) {
            return;
          }
          add(field.getValue());
        }
      }
      case ArrayNode array -> {
        sum += ARRAY;
        for (var element : array) {
          sum += ELEMENT;
          if (sum > most) {
            return;
          }
          add(element);
        }
      }
      default -> {} // there is one of each
    }
  }
}
