package dev.tagyard.proxy.destination.microsoft;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Which UET tag events go to, and on whose behalf.
public record MicrosoftConfig(
    @Doc("UET tag that the events go to: its number.") String tagId,
    @Doc("Token of the Conversions API from the tag's page.") Secret accessToken,
    @Doc("Scheme, host and port to use instead of https://capi.uet.microsoft.com.")
        Optional<URI> endpoint,
    @Doc(
            value = "Age at which an event is given up; Microsoft's own limit is unconfirmed.",
            otherwise = "7d")
        Duration maxAge,
    @Doc(value = "Longest wait for one call.", otherwise = "10s") Duration timeout) {

  public MicrosoftConfig {
    if (!tagId.matches("\\d{1,20}")) {
      throw new IllegalArgumentException("tag_id must be digits, not \"" + tagId + "\"");
    }
    if (accessToken.reveal().isBlank()) {
      throw new IllegalArgumentException("access_token is empty");
    }
    endpoint = endpoint.map(Endpoints::check);
  }
}
