package dev.tagyard.proxy.doctor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.rules.event.Event;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;

/// An event of nobody, to ask vendors with. Some want to know of whom it is.
final class Sample {
  private Sample() {}

  /// A page view; where this destination does not take one, a purchase or what it is there for; the
  /// page view where it takes none of them.
  static Delivery delivery(PlannedDestination planned, Instant now) {
    var view = delivery(view(planned.name(), now), now);
    return Stream.concat(
            Stream.of(view),
            Stream.concat(Stream.of("purchase"), planned.events().stream().sorted())
                .map(name -> delivery(Specimen.of(name, now), now)))
        .filter(delivery -> planned.destination().screen(delivery, now).isEmpty())
        .findFirst()
        .orElse(view);
  }

  private static Delivery delivery(Event event, Instant now) {
    return new Delivery(
        event.id(), event, DestinationDecision.allow("doctor", VendorFlags.NONE), now, 0);
  }

  private static Event view(String destination, Instant now) {
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
    return Event.of(event);
  }
}
