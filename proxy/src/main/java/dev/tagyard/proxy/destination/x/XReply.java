package dev.tagyard.proxy.destination.x;

import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/// All or nothing, and no word which conversion is at fault.
final class XReply {
  private XReply() {}

  static Map<Delivery, Outcome> read(Call call, HttpReply reply) {
    return Replies.all(call, outcome(call, reply));
  }

  private static Outcome outcome(Call call, HttpReply reply) {
    var status = reply.status();
    if (status >= 200 && status < 300) {
      var processed = Replies.json(reply).path("data").path("conversions_processed");
      if (!processed.isIntegralNumber()) {
        return new Outcome.Retry("an answer without conversions_processed", Duration.ZERO);
      }
      return processed.asInt() >= call.deliveries().size()
          ? new Outcome.Delivered()
          : Replies.refused(call, Replies.words(reply));
    }
    if (status == 423) {
      return new Outcome.Retry("HTTP 423", Duration.ZERO);
    }
    if (status == 429) {
      var asked = Replies.retryAfter(reply);
      return new Outcome.Retry("HTTP 429", asked.isZero() ? untilReset(reply) : asked);
    }
    // An event or pixel that is not in this account: a matter of the configuration.
    return status == 404
        ? new Outcome.CredentialsRefused(Replies.words(reply))
        : Replies.byStatus(call, reply);
  }

  /// Seconds since the epoch, read against the reply's own clock.
  private static Duration untilReset(HttpReply reply) {
    try {
      var reset =
          reply
              .header("x-rate-limit-reset")
              .filter(text -> text.matches("\\d{9,11}"))
              .map(text -> Instant.ofEpochSecond(Long.parseLong(text)));
      var now =
          reply
              .header("date")
              .map(text ->
                  ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return reset
          .flatMap(until -> now.map(from -> Duration.between(from, until)))
          .filter(wait -> !wait.isNegative())
          .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait)
          .orElse(Duration.ZERO);
    } catch (DateTimeException notADate) {
      return Duration.ZERO;
    }
  }

  private static final Duration LONGEST = Duration.ofMinutes(15);
}
