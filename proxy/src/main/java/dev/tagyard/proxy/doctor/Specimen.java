package dev.tagyard.proxy.doctor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.event.Event;
import java.time.Instant;

/// An event of an invented person, with all that vendors ask for.
final class Specimen {
  private Specimen() {}

  static Event of(String name, Instant now) {
    var id = "tagyard-test-" + now.toEpochMilli();
    var event = JsonNodeFactory.instance.objectNode();
    event.put("event_name", name).put("event_id", id).put("event_time", now.toEpochMilli());
    event.put("received_at", now.toEpochMilli()).put("source", "native").put("trusted", false);
    event
        .putObject("page")
        .put("url", "https://www.example.com/tagyard-test")
        .put("title", "Tagyard test");
    event
        .putObject("user")
        .put("client_id", "1." + now.getEpochSecond())
        .put("user_id", "tagyard-test")
        .put("email", "tagyard-test@example.com")
        .put("phone", "+1 555 010 0199")
        .put("first_name", "Test")
        .put("last_name", "Nobody")
        .put("country", "US")
        .put("region", "CA")
        .put("postal_code", "94000");
    params(event.putObject("params"), name, id);
    ids(event.putObject("ids"), now);
    // An address for documentation, RFC 5737.
    event
        .putObject("visitor")
        .put("ip", "192.0.2.1")
        .put("country", "US")
        .put("user_agent", "Mozilla/5.0 (X11; Linux x86_64) Tagyard/test");
    return Event.of(event);
  }

  private static void params(ObjectNode params, String name, String id) {
    switch (name) {
      case "page_view", "sign_up", "login" -> params.put("method", "email");
      case "refund", "cancel" ->
          params.put("transaction_id", id).put("value", 1).put("currency", "EUR");
      default -> {
        params.put("value", 1).put("currency", "EUR").put("transaction_id", id);
        params
            .putArray("items")
            .addObject()
            .put("item_id", "TEST")
            .put("item_name", "Test")
            .put("price", 1)
            .put("quantity", 1);
      }
    }
  }

  /// Made up: vendors count no click for them.
  private static void ids(ObjectNode ids, Instant now) {
    ids.put("click_id", "tagyard-test").put("gclid", "tagyard-test").put("oppref", "tagyard-test");
    ids.put("fbp", "fb.1." + now.toEpochMilli() + ".1").put("msclkid", "tagyard-test");
  }
}
