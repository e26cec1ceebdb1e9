package dev.tagyard.proxy.destination;

import java.time.Instant;

/// How to come by an access token that expires (OAuth 2). Pure: the sender asks, keeps the token
/// until shortly before its end, and asks again.
public interface TokenGrant {
  /// Name of the token among the credentials.
  String TOKEN = "access_token";

  HttpCall request(Credentials credentials, Instant now);

  Answer read(HttpReply reply, Instant now);

  /// A token as it came, and a refusal without the secrets that it repeats: its words are kept and
  /// shown.
  ///
  /// @param asked what the request was made with
  default Answer read(HttpReply reply, Instant now, Credentials asked) {
    var answer = read(reply, now);
    return answer instanceof Answer.Granted ? answer : read(asked.mask(reply), now);
  }

  /// What came of asking.
  sealed interface Answer {
    /// @param until when it ends
    /// @param renewal a refresh token that takes the place of the one configured; empty for none
    record Granted(String token, Instant until, String renewal) implements Answer {
      @Override
      public String toString() {
        return "Granted[until=" + until + "]";
      }
    }

    /// What the deliveries that wait for the token end with: a retry, or credentials refused.
    record Failed(Outcome outcome) implements Answer {}
  }
}
