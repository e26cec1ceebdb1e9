package dev.tagyard.proxy.doctor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.rules.event.Event;
import java.time.Instant;
import java.util.UUID;

/// A page view of nobody, to ask vendors with. Some want to know of whom it is.
final class Sample {
  private Sample() {}

  static Delivery delivery(String destination, Instant now) {
    var id =
        "tagyard-doctor-"
            + UUID.nameUUIDFromBytes(
                (destination + now).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    var event = JsonNodeFactory.instance.objectNode();
    event.put("event_name", "page_view").put("event_id", id);
    event.put("event_time", now.toEpochMilli()).put("received_at", now.toEpochMilli());
    event.put("source", "native").put("trusted", false);
    event
        .putObject("page")
        .put("url", "https://www.example.com/tagyard-doctor")
        .put("title", "Tagyard doctor");
    event
        .putObject("user")
        .put("client_id", "1." + now.getEpochSecond())
        .put("email", "tagyard-doctor@example.com");
    // An address for documentation, RFC 5737.
    event.putObject("visitor").put("ip", "192.0.2.1").put("user_agent", "Mozilla/5.0 (doctor)");
    return new Delivery(
        id, Event.of(event), DestinationDecision.allow("doctor", VendorFlags.NONE), now, 0);
  }
}
