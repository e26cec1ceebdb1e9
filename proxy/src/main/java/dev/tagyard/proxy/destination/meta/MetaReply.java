package dev.tagyard.proxy.destination.meta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;

/// Reads the Graph API's answers. Source:
/// <https://developers.facebook.com/docs/graph-api/guides/error-handling> and the pages on rate
/// limiting, read 2026-11-22.
final class MetaReply {
  private static final Set<Integer> TRANSIENT = Set.of(1, 2);
  private static final Set<Integer> THROTTLED = Set.of(4, 17, 32, 341, 613);
  private static final Set<Integer> BLOCKED = Set.of(368, 5000, 21009);
  private static final Set<Integer> PERMISSION = Set.of(3, 10, 190);
  private static final int BAD_PARAMETER = 100;
  private static final int NO_SUCH_OBJECT = 33;
  private static final Duration BLOCK = Duration.ofMinutes(15);

  private MetaReply() {}

  static Outcome read(Call call, HttpReply reply) {
    var body = Replies.json(reply.body());
    if (reply.status() >= 200 && reply.status() < 300) {
      return received(call, reply, body);
    }
    return refusal(call, reply, body.path("error"));
  }

  /// Fewer received than sent, without a word which: halves find out, and Meta drops by `event_id`
  /// what it has already.
  private static Outcome received(Call call, HttpReply reply, JsonNode body) {
    if (!body.path("events_received").isIntegralNumber()) {
      return new Outcome.Retry(
          "HTTP " + reply.status() + " without events_received", Duration.ZERO);
    }
    return body.path("events_received").asLong() >= call.deliveries().size()
        ? new Outcome.Delivered()
        : Replies.refused(call, Replies.words(reply));
  }

  private static Outcome refusal(Call call, HttpReply reply, JsonNode error) {
    var status = reply.status();
    var code = error.path("code").asInt(-1);
    var said = said(reply, error);
    if (permission(code, error.path("error_subcode").asInt(-1))) {
      return new Outcome.CredentialsRefused(said);
    }
    if (THROTTLED.contains(code) || (code >= 80_000 && code <= 80_014) || status == 429) {
      return new Outcome.Retry(said, wait(reply));
    }
    if (BLOCKED.contains(code)) {
      return new Outcome.Retry(said, longer(BLOCK, wait(reply)));
    }
    if (TRANSIENT.contains(code) || error.path("is_transient").asBoolean()) {
      return new Outcome.Retry(said, wait(reply));
    }
    var passing = Replies.passing(reply);
    if (passing.isPresent()) {
      return passing.get();
    }
    if (error.isMissingNode() && (status == 401 || status == 403)) {
      return new Outcome.CredentialsRefused(said);
    }
    // A page where JSON belongs comes from something in between, not from the API.
    return error.isMissingNode() && reply.body().stripLeading().startsWith("<")
        ? new Outcome.Retry("HTTP " + status + " with a page instead of JSON", Duration.ZERO)
        : Replies.refused(call, said);
  }

  private static boolean permission(int code, int subcode) {
    return PERMISSION.contains(code)
        || (code >= 200 && code <= 299)
        || (code == BAD_PARAMETER && subcode == NO_SUCH_OBJECT);
  }

  /// Meta sends no `Retry-After` of its own: the wait stands in the usage headers.
  private static Duration wait(HttpReply reply) {
    var business =
        Replies.json(reply.header("x-business-use-case-usage").orElse(""))
            .valueStream()
            .flatMap(JsonNode::valueStream)
            .map(usage -> usage.path("estimated_time_to_regain_access").asLong())
            .map(MetaReply::minutes);
    var account = Replies.json(reply.header("x-ad-account-usage").orElse(""));
    var reset =
        account.path("acc_id_util_pct").asDouble() >= 100
            ? Duration.ofSeconds(bounded(account.path("reset_time_duration").asLong()))
            : Duration.ZERO;
    return Stream.concat(business, Stream.of(reset, Replies.retryAfter(reply)))
        .reduce(Duration.ZERO, MetaReply::longer);
  }

  private static Duration minutes(long minutes) {
    return Duration.ofMinutes(Math.min(bounded(minutes), 24 * 60));
  }

  private static long bounded(long amount) {
    return Math.clamp(amount, 0, 86_400);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static String said(HttpReply reply, JsonNode error) {
    if (error.isMissingNode()) {
      return Replies.words(reply);
    }
    var words = new StringBuilder("HTTP ").append(reply.status());
    words.append(" code ").append(error.path("code").asText("?"));
    if (error.hasNonNull("error_subcode")) {
      words.append('/').append(error.path("error_subcode").asText());
    }
    for (var part : new String[] {"message", "error_user_title", "error_user_msg"}) {
      if (!error.path(part).asText("").isEmpty()) {
        words.append(": ").append(error.path(part).asText());
      }
    }
    return Replies.cut(words.toString());
  }
}
