package dev.tagyard.proxy.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/// Corrects an event's time by the request's own send time where it has one; a time that lies ahead
/// all the same becomes the server's. What the client's clock said is kept as `client_time`.
final class EventTimes {
  private static final long MOST_AHEAD = Duration.ofMinutes(5).toMillis();
  private static final long TOLERANCE = 1_000;

  private EventTimes() {}

  static void correct(ObjectNode event, Instant receivedAt) {
    var received = receivedAt.toEpochMilli();
    var said = event.path("event_time").asLong(received);
    var time = said;
    if (event.path("sent_at").isNumber()) {
      time += received - event.path("sent_at").asLong();
    }
    if (time > received + MOST_AHEAD || time <= 0) {
      time = received;
    }
    event.remove("sent_at");
    event.put("event_time", time);
    if (Math.abs(time - said) > TOLERANCE) {
      event.put("client_time", said);
    }
    event.put("received_at", received);
  }
}
