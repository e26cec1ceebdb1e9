package dev.tagyard.proxy.destination.microsoft;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The events at fault stand by their place in `error.details`, also with status 200; the others
/// are kept.
final class MicrosoftReply {
  private static final String RECEIVED = "eventsReceived";

  private MicrosoftReply() {}

  static Map<Delivery, Outcome> read(Call call, HttpReply reply) {
    var body = Replies.json(reply);
    var refused = new HashMap<Integer, String>();
    for (var detail : body.path("error").path("details")) {
      refused.merge(
          detail.path("index").asInt(-1),
          detail.path("propertyName").asText() + ": " + detail.path("errorMessage").asText(),
          (one, more) -> one + "; " + more);
    }
    if (reply.status() == 200 || (reply.status() == 400 && body.has(RECEIVED))) {
      var others = others(call, reply, body, refused.keySet());
      return Replies.named(call, refused, others)
          .orElseGet(() ->
              Replies.all(
                  call,
                  body.hasNonNull("error") ? Replies.refused(call, Replies.words(reply)) : others));
    }
    if (reply.status() == 400) {
      return Replies.named(call, refused, new Outcome.Split(Replies.words(reply)))
          .orElseGet(() -> Replies.all(call, Replies.refused(call, Replies.words(reply))));
    }
    return Replies.all(call, Replies.byStatus(call, reply));
  }

  /// Fewer received than there are good ones, without a word which: halves find out, and Microsoft
  /// drops by `eventId` what it has already.
  private static Outcome others(Call call, HttpReply reply, JsonNode body, Set<Integer> refused) {
    if (!body.has(RECEIVED)) {
      return new Outcome.Retry("an answer without " + RECEIVED, Duration.ZERO);
    }
    var size = call.deliveries().size();
    var good = size - refused.stream().filter(at -> at >= 0 && at < size).count();
    return body.path(RECEIVED).asLong() >= good
        ? new Outcome.Delivered()
        : Replies.refused(call, Replies.words(reply));
  }
}
