package dev.tagyard.proxy.destination.pinterest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Pinterest tells of each event in the request's order, and keeps the good ones of a batch that
/// has bad ones.
final class PinterestReply {
  private static final String PROCESSED = "processed";

  private PinterestReply() {}

  static Map<Delivery, Outcome> read(Call call, HttpReply reply) {
    var status = reply.status();
    var told = status == 200 || status == 422 ? events(call, reply) : Optional.<JsonNode>empty();
    if (told.isPresent()) {
      return each(call, reply, told.get());
    }
    // Without a list nobody knows which event failed; Pinterest drops repeats by their id.
    return Replies.all(
        call,
        status == 200
            ? new Outcome.Retry("an answer without a status of each event", java.time.Duration.ZERO)
            : Replies.byStatus(call, reply));
  }

  private static Map<Delivery, Outcome> each(Call call, HttpReply reply, JsonNode events) {
    var refused = new HashMap<Integer, String>();
    for (var i = 0; i < events.size(); i++) {
      var event = events.get(i);
      if (!event.path("status").asText().equals(PROCESSED)) {
        refused.put(
            i,
            "HTTP "
                + reply.status()
                + " "
                + event.path("status").asText()
                + ": "
                + event.path("error_message").asText());
      }
    }
    return Replies.named(call, refused, new Outcome.Delivered())
        .orElseGet(() -> Replies.all(call, new Outcome.Delivered()));
  }

  /// Where the list stands in a refusal is not confirmed: the first of the right length counts.
  private static Optional<JsonNode> events(Call call, HttpReply reply) {
    var body = Replies.json(reply);
    return Stream.of(body.path("events"), body.path("details").path("events"), body.path("details"))
        .filter(list -> list.isArray() && list.size() == call.deliveries().size())
        .findFirst();
  }
}
