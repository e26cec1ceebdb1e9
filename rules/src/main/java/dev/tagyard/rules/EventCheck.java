package dev.tagyard.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.event.Event;

/// Whether what a rule made is an event still.
final class EventCheck {
  private EventCheck() {}

  /// What is wrong, in words of ours; empty when nothing is. One without `event_time` gets that of
  /// before.
  static String wrong(Event before, ObjectNode after) {
    var name = after.path("event_name");
    if (!name.isTextual() || name.textValue().isEmpty()) {
      return "made an event without event_name";
    }
    var time = after.path("event_time");
    return time.isMissingNode()
            || (time.isIntegralNumber() && time.canConvertToLong())
            || time.equals(before.tree().get("event_time"))
        ? ""
        : "event_time must be a whole number of milliseconds";
  }
}
