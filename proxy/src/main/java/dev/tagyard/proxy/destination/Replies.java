package dev.tagyard.proxy.destination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tagyard.rules.yaml.Secret;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What replies of all vendors have in common.
public final class Replies {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_WORDS = 1_000;
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private Replies() {}

  /// The same end for each delivery of a call.
  public static Map<Delivery, Outcome> all(Call call, Outcome outcome) {
    var outcomes = new LinkedHashMap<Delivery, Outcome>();
    call.deliveries().forEach(delivery -> outcomes.put(delivery, outcome));
    return outcomes;
  }

  /// The end of a call whose status alone tells that it may go better later; a redirect counts, for
  /// it is never followed.
  public static Optional<Outcome> passing(HttpReply reply) {
    var status = reply.status();
    var later = status == 408 || status == 425 || status == 429 || status >= 500;
    return later || (status >= 300 && status < 400)
        ? Optional.of(new Outcome.Retry("HTTP " + status, retryAfter(reply)))
        : Optional.empty();
  }

  /// A refusal: final for a delivery alone, while a batch is split to find the one at fault.
  public static Outcome refused(Call call, String vendorSaid) {
    return call.deliveries().size() > 1
        ? new Outcome.Split(vendorSaid)
        : new Outcome.Rejected(vendorSaid);
  }

  /// The end of a call by its status alone, as most vendors mean it: 2xx is delivered, a fault that
  /// passes is tried again, 401 and 403 are about the credentials, anything else refuses.
  public static Outcome byStatus(Call call, HttpReply reply) {
    var status = reply.status();
    if (status >= 200 && status < 300) {
      return new Outcome.Delivered();
    }
    return passing(reply)
        .orElseGet(() ->
            status == 401 || status == 403
                ? new Outcome.CredentialsRefused(words(reply))
                : refused(call, words(reply)));
  }

  /// The ends of a call of which the answer names the events that it refuses.
  ///
  /// @param refused by place in the call, in the vendor's words
  /// @param others what becomes of the rest: delivered, or split, which sends them again at once
  /// @return empty where no name is one of the call's
  public static Optional<Map<Delivery, Outcome>> named(
      Call call, Map<Integer, String> refused, Outcome others) {
    var outcomes = new LinkedHashMap<Delivery, Outcome>();
    var found = false;
    for (var i = 0; i < call.deliveries().size(); i++) {
      var words = Optional.ofNullable(refused.get(i));
      found |= words.isPresent();
      outcomes.put(
          call.deliveries().get(i),
          words.<Outcome>map(said -> new Outcome.Rejected(cut(said))).orElse(others));
    }
    return found ? Optional.of(outcomes) : Optional.empty();
  }

  /// The body as JSON; a missing node when it is none.
  public static JsonNode json(HttpReply reply) {
    return json(reply.body());
  }

  public static JsonNode json(String text) {
    try {
      var node = JSON.readTree(text);
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    }
  }

  /// What `Retry-After` asks, at most a day. A date is read against the reply's own `Date`, so that
  /// no clock is needed.
  public static Duration retryAfter(HttpReply reply) {
    return reply
        .header("retry-after")
        .map(String::trim)
        .flatMap(text -> seconds(text).or(() -> untilDate(text, reply)))
        .filter(wait -> !wait.isNegative())
        .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait)
        .orElse(Duration.ZERO);
  }

  /// The reply with each mention of a secret masked: some vendors repeat what they refuse.
  public static HttpReply without(HttpReply reply, Secret secret) {
    return Credentials.tells(secret.reveal())
        ? reply.map(text -> text.replace(secret.reveal(), "***"))
        : reply;
  }

  /// The same of several secrets.
  public static HttpReply without(HttpReply reply, Collection<Secret> secrets) {
    var shown = reply;
    for (var secret : secrets) {
      shown = without(shown, secret);
    }
    return shown;
  }

  /// The vendor's words with the status before them, cut to what facts may hold.
  public static String words(HttpReply reply) {
    return cut(("HTTP " + reply.status() + " " + reply.body()).strip());
  }

  public static String cut(String words) {
    return words.length() <= MOST_WORDS ? words : words.substring(0, MOST_WORDS) + "…";
  }

  private static Optional<Duration> seconds(String text) {
    return text.matches("\\d{1,9}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
        : Optional.empty();
  }

  private static Optional<Duration> untilDate(String text, HttpReply reply) {
    return date(text)
        .flatMap(until ->
            reply.header("date").flatMap(Replies::date).map(now -> Duration.between(now, until)));
  }

  private static Optional<ZonedDateTime> date(String text) {
    try {
      return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }
}
