package dev.tagyard.proxy.vendorlist;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What is known of the fetches so far; kept, so that a restart does not ask again at once.
///
/// @param etag of the list that is kept; empty when there is none
/// @param next not to be fetched before
/// @param failures in a row
record FetchState(String url, String etag, Instant next, int failures) {
  static final Duration DAY = Duration.ofDays(1);
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration FIRST_RETRY = Duration.ofMinutes(5);
  private static final Duration LAST_RETRY = Duration.ofHours(6);
  private static final ObjectMapper JSON = new ObjectMapper();

  static FetchState never(String url) {
    return new FetchState(url, "", Instant.EPOCH, 0);
  }

  /// A time further off than any wait was set by a clock that was wrong.
  boolean isDue(Instant now) {
    return !now.isBefore(next) || next.isAfter(now.plus(LONGEST));
  }

  /// @param freshFor as long as the server says that the list is good; a day at least
  FetchState succeeded(String newEtag, Instant now, Duration freshFor) {
    var wait = freshFor.compareTo(DAY) < 0 ? DAY : freshFor;
    return new FetchState(url, newEtag, now.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait), 0);
  }

  /// Twice as long after each failure, up to six hours.
  FetchState failed(Instant now) {
    var wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures, 10));
    return new FetchState(
        url, etag, now.plus(wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait), failures + 1);
  }

  byte[] bytes() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("url", url)
        .put("etag", etag)
        .put("next", next.toString())
        .put("failures", failures)
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  static Optional<FetchState> read(byte[] bytes) {
    try {
      var tree = JSON.readTree(bytes);
      return Optional.of(
          new FetchState(
              tree.path("url").asText(),
              tree.path("etag").asText(),
              Instant.parse(tree.path("next").asText()),
              tree.path("failures").asInt()));
    } catch (IOException | DateTimeException broken) {
      return Optional.empty();
    }
  }
}
