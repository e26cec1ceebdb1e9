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
import java.util.stream.Stream;

/// Partial errors name their rows; all other rows are taken. What fails as a whole carries codes.
final class OfflineReply {
  private static final int CALL_RATE_EXCEEDED = 117;
  private static final Set<Integer> CREDENTIALS = Set.of(105, 106, 109);
  private static final Duration RATE_WAIT = Duration.ofSeconds(60);

  private OfflineReply() {}

  static Map<Delivery, Outcome> read(Call call, HttpReply reply) {
    var body = Replies.json(reply);
    if (reply.status() == 200 && body.path("PartialErrors").isArray()) {
      return Replies.named(call, refused(body.path("PartialErrors")), new Outcome.Delivered())
          .orElseGet(() -> Replies.all(call, new Outcome.Delivered()));
    }
    var codes = codes(body);
    var said = Replies.words(reply);
    if (codes.contains(CALL_RATE_EXCEEDED)) {
      return Replies.all(call, new Outcome.Retry(said, RATE_WAIT));
    }
    if (codes.stream().anyMatch(CREDENTIALS::contains)) {
      return Replies.all(call, new Outcome.CredentialsRefused(said));
    }
    return Replies.all(
        call,
        reply.status() == 200
            ? new Outcome.Retry("an answer without PartialErrors", Duration.ZERO)
            : Replies.byStatus(call, reply));
  }

  private static Map<Integer, String> refused(JsonNode errors) {
    var refused = new HashMap<Integer, String>();
    for (var error : errors) {
      refused.put(
          error.path("Index").asInt(-1),
          "code "
              + error.path("Code").asText()
              + " "
              + error.path("ErrorCode").asText()
              + ": "
              + error.path("Message").asText());
    }
    return refused;
  }

  private static Set<Integer> codes(JsonNode body) {
    return Stream.of("Errors", "OperationErrors", "BatchErrors")
        .flatMap(key -> body.path(key).valueStream())
        .map(error -> error.path("Code").asInt())
        .collect(java.util.stream.Collectors.toSet());
  }
}
