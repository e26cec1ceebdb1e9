package dev.tagyard.proxy.destination.datamanager;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A 200 means queued. A structural mistake refuses the whole request and names the events; what
/// became of a queued request is told later, in counts.
final class DataManagerReply {
  /// `events.events[0].user_data…`, also `events[0].…`
  private static final Pattern NAMED = Pattern.compile("events\\[(\\d{1,4})\\]");

  private DataManagerReply() {}

  /// The answer to an ingest.
  static Map<Delivery, Outcome> ingested(DataManagerConfig config, Call call, HttpReply reply) {
    var body = Replies.json(reply);
    if (reply.status() == 200) {
      var id = body.path("requestId").asText();
      if (id.isEmpty()) {
        return Replies.all(call, new Outcome.Retry("an answer without requestId", Duration.ZERO));
      }
      // What was only checked is not queued: nobody can be asked later.
      return Replies.all(
          call,
          call.http().body().contains(DataManager.VALIDATE + "true")
              ? new Outcome.Delivered()
              : new Outcome.Pending(id, config.checkAfter()));
    }
    if (reply.status() == 400) {
      var refused = new HashMap<Integer, String>();
      for (var violation : violations(body)) {
        var name = NAMED.matcher(violation.path("field").asText());
        if (name.find()) {
          refused.merge(
              Integer.parseInt(name.group(1)),
              violation.path("reason").asText() + " " + violation.path("description").asText(),
              (one, more) -> one + "; " + more);
        }
      }
      var said = Replies.words(reply);
      return Replies.named(call, refused, new Outcome.Split(said))
          .orElseGet(() -> Replies.all(call, Replies.refused(call, said)));
    }
    return Replies.all(call, Replies.byStatus(call, reply));
  }

  /// The answer to the question what became of a request.
  static Outcome status(DataManagerConfig config, Call call, HttpReply reply) {
    if (reply.status() != 200) {
      var outcome = Replies.byStatus(call, reply);
      return outcome instanceof Outcome.Retry || outcome instanceof Outcome.CredentialsRefused
          ? outcome
          : new Outcome.Unknown("the status cannot be asked: " + Replies.words(reply));
    }
    var destination = Replies.json(reply).path("requestStatusPerDestination").path(0);
    return switch (destination.path("requestStatus").asText()) {
      case "SUCCESS" -> new Outcome.Delivered();
      case "FAILED" -> new Outcome.Rejected("FAILED: " + reasons(destination));
      // Counts by reason, without a word which events: a person has to look.
      case "PARTIAL_SUCCESS" ->
          call.deliveries().size() == 1
              ? new Outcome.Rejected("PARTIAL_SUCCESS: " + reasons(destination))
              : new Outcome.Unknown(
                  "PARTIAL_SUCCESS, one of "
                      + call.deliveries().size()
                      + " events: "
                      + reasons(destination));
      default -> new Outcome.Pending(handle(call), config.checkAfter());
    };
  }

  private static String handle(Call call) {
    return call.deliveries().getFirst().handle();
  }

  private static String reasons(JsonNode destination) {
    return destination
        .path("errorInfo")
        .path("errorCounts")
        .valueStream()
        .map(count ->
            count.path("recordCount").asText()
                + " "
                + count.path("reason").asText().replace("PROCESSING_ERROR_REASON_", ""))
        .collect(Collectors.joining(", "));
  }

  private static Iterable<JsonNode> violations(JsonNode body) {
    return body.path("error")
        .path("details")
        .valueStream()
        .flatMap(detail -> detail.path("fieldViolations").valueStream())
        .toList();
  }
}
