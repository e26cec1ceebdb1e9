package dev.tagyard.proxy.destination;

import static dev.tagyard.proxy.destination.TokenGrant.Answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/// OAuth 2 as Google and Microsoft speak it: a form to the token address, a token with its time in
/// answer. Source: RFC 6749 and RFC 7523.
public final class OAuth {
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private OAuth() {}

  /// @param parameters in any order; sent sorted by name
  public static HttpCall form(URI address, Map<String, String> parameters) {
    var body =
        parameters.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    return new HttpCall(
        "POST", address, Map.of("content-type", "application/x-www-form-urlencoded"), body);
  }

  public static Answer read(HttpReply reply, Instant now) {
    var body = Replies.json(reply);
    var token = body.path("access_token").asText("");
    if (reply.status() == 200 && !token.isEmpty()) {
      var lasts = Duration.ofSeconds(Math.clamp(body.path("expires_in").asLong(300), 1, 86_400));
      return new Answer.Granted(
          token, now.plus(longer(lasts, SHORTEST)), body.path("refresh_token").asText(""));
    }
    return new Answer.Failed(
        Replies.passing(reply).orElseGet(() -> new Outcome.CredentialsRefused(words(reply, body))));
  }

  /// The error alone: what else stands there may repeat what was sent.
  private static String words(HttpReply reply, JsonNode body) {
    return Replies.cut(
        ("token: HTTP "
                + reply.status()
                + " "
                + body.path("error").asText("")
                + " "
                + body.path("error_description").asText(""))
            .strip());
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
