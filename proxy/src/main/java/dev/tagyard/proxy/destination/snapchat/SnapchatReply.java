package dev.tagyard.proxy.destination.snapchat;

import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.time.Duration;
import java.util.Map;

/// `VALID`, or `INVALID` with the place of one event at fault. Whether the others of that request
/// were kept is not told: they go again, and Snapchat drops repeats by their id.
final class SnapchatReply {
  private SnapchatReply() {}

  static Map<Delivery, Outcome> read(Call call, HttpReply reply) {
    var body = Replies.json(reply);
    var verdict = body.path("status").asText();
    if (verdict.equals("INVALID") && reply.status() < 429) {
      var said = Replies.words(reply);
      if (reply.status() == 401 || reply.status() == 403) {
        return Replies.all(call, new Outcome.CredentialsRefused(said));
      }
      var at = body.path("event");
      return Replies.named(
              call,
              at.isIntegralNumber() ? Map.of(at.asInt(), said) : Map.of(),
              new Outcome.Split(said))
          .orElseGet(() -> Replies.all(call, Replies.refused(call, said)));
    }
    var outcome = Replies.byStatus(call, reply);
    return Replies.all(
        call,
        outcome instanceof Outcome.Delivered && !verdict.equals("VALID")
            ? new Outcome.Retry("an answer without a verdict", Duration.ZERO)
            : outcome);
  }
}
