package dev.tagyard.proxy.destination.reddit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.util.HashMap;
import java.util.Map;

/// One bad event makes Reddit refuse the whole request; the answer repeats the bad ones, which are
/// known by their conversion id.
final class RedditReply {
  private RedditReply() {}

  static Map<Delivery, Outcome> read(Call call, HttpReply reply) {
    var status = reply.status();
    var body = Replies.json(reply);
    var invalid = body.findPath("invalid_events");
    if (status == 400 && invalid.isArray()) {
      var said = Replies.words(reply);
      return Replies.named(call, named(call, invalid), new Outcome.Split(said))
          .orElseGet(() -> Replies.all(call, Replies.refused(call, said)));
    }
    // A 403 that explains itself is about the body, not about the token.
    if (status == 403 && body.path("error").has("explanation") && !unauthorized(body)) {
      return Replies.all(call, Replies.refused(call, Replies.words(reply)));
    }
    return Replies.all(call, Replies.byStatus(call, reply));
  }

  private static Map<Integer, String> named(Call call, JsonNode invalid) {
    var refused = new HashMap<Integer, String>();
    for (var bad : invalid) {
      var id = bad.path("event").path("metadata").path("conversion_id").asText();
      for (var i = 0; i < call.deliveries().size(); i++) {
        if (call.deliveries().get(i).event().id().equals(id)) {
          refused.put(i, "HTTP 400 " + bad.path("error_message").asText());
        }
      }
    }
    return refused;
  }

  private static boolean unauthorized(JsonNode body) {
    var reason = body.path("error").path("reason").asText();
    return reason.equals("UNAUTHORIZED") || reason.equals("FORBIDDEN");
  }
}
