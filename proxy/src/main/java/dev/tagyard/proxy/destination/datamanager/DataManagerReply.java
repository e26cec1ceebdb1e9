package dev.tagyard.proxy.destination.datamanager;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A 200 means queued. A structural mistake refuses the whole request and names the events; what
/// became of a queued request is told later, in counts.
final class DataManagerReply {
  /// `events.events[0].user_data…`, also `events[0].…`
  private static final Pattern NAMED = Pattern.compile("events\\[(\\d{1,4})\\]");

  /// Doublings of the wait.
  private static final int LONGEST_WAIT = 3;

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
              : new Outcome.Pending(
                  new Standing.Queued(id, call.deliveries().size()).handle(),
                  config.checkAfter(),
                  queued(id, body)));
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
  static Map<Delivery, Outcome> status(DataManagerConfig config, Call call, HttpReply reply) {
    if (reply.status() != 200) {
      var outcome = Replies.byStatus(call, reply);
      return Replies.all(
          call,
          outcome instanceof Outcome.Retry || outcome instanceof Outcome.CredentialsRefused
              ? outcome
              : new Outcome.Unknown("the status cannot be asked: " + Replies.words(reply)));
    }
    var diagnosis = Diagnosis.of(reply);
    return switch (diagnosis.status()) {
      case "SUCCESS" -> Replies.all(call, new Outcome.Delivered(diagnosis.words()));
      case "FAILED", "FAILURE" -> each(call, delivery -> failed(delivery, diagnosis));
      case "PARTIAL_SUCCESS" -> partial(config, call, diagnosis);
      default -> each(call, delivery -> waiting(config, delivery));
    };
  }

  /// Not known yet: asked again, later each time.
  private static Outcome waiting(DataManagerConfig config, Delivery delivery) {
    var times = 1L << Math.clamp(delivery.attempts(), 0, LONGEST_WAIT);
    return new Outcome.Pending(delivery.handle(), config.checkAfter().multipliedBy(times));
  }

  /// An event that Google did not take. A conversion that it has already is there, a refund that it
  /// takes for a copy is not.
  private static Outcome failed(Delivery delivery, Diagnosis diagnosis) {
    return diagnosis.alreadyThere() && !IngestFields.takesBack(delivery)
        ? new Outcome.Delivered(diagnosis.words())
        : new Outcome.Rejected(diagnosis.words());
  }

  /// Some were taken, without a word which. The same transaction sent again changes nothing at
  /// Google, so halves of the request go again until the ones at fault stand alone.
  private static Map<Delivery, Outcome> partial(
      DataManagerConfig config, Call call, Diagnosis diagnosis) {
    var events = call.deliveries();
    if (!(Standing.of(events.getFirst()) instanceof Standing.Queued(var requestId, var sent))) {
      throw new IllegalStateException("a status of a request that is not queued");
    }
    var all = Math.max(sent, events.size());
    var refunds = events.stream().anyMatch(IngestFields::takesBack);
    if (all == 1 || (diagnosis.alreadyThere() && !refunds)) {
      return each(call, delivery -> failed(delivery, diagnosis));
    }
    var said = diagnosis.words() + ", of " + all + " events";
    if (!config.findRefused()) {
      return Replies.all(call, new Outcome.Unknown(said));
    }
    var middle = (events.size() + 1) / 2;
    var outcomes = new LinkedHashMap<Delivery, Outcome>();
    for (var i = 0; i < events.size(); i++) {
      outcomes.put(
          events.get(i),
          new Outcome.Pending(
              Standing.Again.half(requestId, i < middle ? 0 : 1).handle(),
              Duration.ZERO,
              said + "; sent again in halves to find which"));
    }
    return outcomes;
  }

  private static Map<Delivery, Outcome> each(Call call, Function<Delivery, Outcome> end) {
    var outcomes = new LinkedHashMap<Delivery, Outcome>();
    call.deliveries().forEach(delivery -> outcomes.put(delivery, end.apply(delivery)));
    return outcomes;
  }

  /// The request by which Google knows the events, and what it leaves unused of them.
  private static String queued(String id, JsonNode body) {
    var warnings =
        body.path("fieldWarnings")
            .valueStream()
            .map(each -> each.path("field").asText() + " " + each.path("reason").asText())
            .collect(Collectors.joining(", "));
    var said = "queued by request " + id;
    return Replies.cut(warnings.isEmpty() ? said : said + "; warnings: " + warnings);
  }

  private static Iterable<JsonNode> violations(JsonNode body) {
    return body.path("error")
        .path("details")
        .valueStream()
        .flatMap(detail -> detail.path("fieldViolations").valueStream())
        .toList();
  }
}
