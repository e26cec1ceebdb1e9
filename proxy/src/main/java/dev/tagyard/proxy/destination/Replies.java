package dev.tagyard.proxy.destination;

import dev.tagyard.rules.yaml.Secret;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What replies of all vendors have in common.
public final class Replies {
  private static final int MOST_WORDS = 1_000;
  private static final int SHORTEST_SECRET = 4;
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
    var body = reply.body();
    return secret.reveal().length() >= SHORTEST_SECRET && body.contains(secret.reveal())
        ? new HttpReply(reply.status(), reply.headers(), body.replace(secret.reveal(), "***"))
        : reply;
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
