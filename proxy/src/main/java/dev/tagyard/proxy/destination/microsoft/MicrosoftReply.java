package dev.tagyard.proxy.destination.microsoft;

import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The events at fault stand by their place in `error.details`, also with status 200; the others
/// are kept.
final class MicrosoftReply {
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
    if (reply.status() == 200 || (reply.status() == 400 && body.has("eventsReceived"))) {
      var others =
          body.has("eventsReceived")
              ? new Outcome.Delivered()
              : new Outcome.Retry("an answer without eventsReceived", Duration.ZERO);
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
}
