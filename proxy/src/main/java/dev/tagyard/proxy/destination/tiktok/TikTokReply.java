package dev.tagyard.proxy.destination.tiktok;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// TikTok answers 200 to most mistakes: what it thinks stands in `code`. A refusal names the event
/// as `Batch.INDEX.`, and then none of the batch was taken.
final class TikTokReply {
  private static final int OK = 0;
  private static final int TOO_MANY = 40_100;
  private static final Set<Integer> CREDENTIALS = Set.of(40_001, 40_104, 40_105);
  private static final Pattern NAMED = Pattern.compile("Batch\\.(\\d{1,4})\\.");

  private TikTokReply() {}

  static Map<Delivery, Outcome> read(Call call, HttpReply reply) {
    var body = Replies.json(reply);
    if (!body.path("code").isIntegralNumber()) {
      var outcome = Replies.byStatus(call, reply);
      // A 2xx without a code comes from something in between.
      return Replies.all(
          call,
          outcome instanceof Outcome.Delivered
              ? new Outcome.Retry("an answer without a code", java.time.Duration.ZERO)
              : outcome);
    }
    var code = body.path("code").asInt();
    var said = Replies.cut("code " + code + ": " + body.path("message").asText());
    if (code == OK) {
      return Replies.all(call, new Outcome.Delivered());
    }
    if (code == TOO_MANY || code / 10_000 == 5) {
      return Replies.all(call, new Outcome.Retry(said, Replies.retryAfter(reply)));
    }
    if (CREDENTIALS.contains(code)) {
      return Replies.all(call, new Outcome.CredentialsRefused(said));
    }
    return Replies.named(call, named(body), new Outcome.Split(said))
        .orElseGet(() -> Replies.all(call, Replies.refused(call, said)));
  }

  private static Map<Integer, String> named(JsonNode body) {
    var refused = new HashMap<Integer, String>();
    var message = body.path("message").asText();
    var names = NAMED.matcher(message);
    while (names.find()) {
      refused.put(Integer.parseInt(names.group(1)), message);
    }
    return refused;
  }
}
