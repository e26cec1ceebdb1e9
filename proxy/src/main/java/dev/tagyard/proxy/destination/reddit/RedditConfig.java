package dev.tagyard.proxy.destination.reddit;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Which pixel events go to, and on whose behalf.
public record RedditConfig(
    @Doc("Pixel that the events go to, such as t2_abc123.") String pixelId,
    @Doc("Conversion access token from Events Manager; it does not expire.") Secret accessToken,
    @Doc("Scheme, host and port to use instead of https://ads-api.reddit.com.")
        Optional<URI> endpoint,
    @Doc("Test id from Events Manager; set while testing alone, such events do not count.")
        Optional<String> testId,
    @Doc(value = "Longest wait for one call.", otherwise = "10s") Duration timeout) {

  public RedditConfig {
    if (!pixelId.matches("[A-Za-z0-9_]{1,40}")) {
      throw new IllegalArgumentException(
          "pixel_id must be letters, digits and _, not \"" + pixelId + "\"");
    }
    if (accessToken.reveal().isBlank()) {
      throw new IllegalArgumentException("access_token is empty");
    }
    endpoint = endpoint.map(Endpoints::check);
  }
}
