package dev.tagyard.proxy.destination.pinterest;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Which ad account events go to, and on whose behalf.
public record PinterestConfig(
    @Doc("Ad account that the events go to: its number.") String adAccountId,
    @Doc("Conversion access token from Ads Manager.") Secret accessToken,
    @Doc("Scheme, host and port to use instead of https://api.pinterest.com.")
        Optional<URI> endpoint,
    @Doc(value = "Let Pinterest check events without keeping them.", otherwise = "false")
        boolean test,
    @Doc(
            value = "Age at which an event is given up; Pinterest's own limit is unconfirmed.",
            otherwise = "7d")
        Duration maxAge,
    @Doc(value = "Longest wait for one call.", otherwise = "10s") Duration timeout) {

  public PinterestConfig {
    if (!adAccountId.matches("\\d{1,30}")) {
      throw new IllegalArgumentException(
          "ad_account_id must be digits, not \"" + adAccountId + "\"");
    }
    if (accessToken.reveal().isBlank()) {
      throw new IllegalArgumentException("access_token is empty");
    }
    endpoint = endpoint.map(Endpoints::check);
  }
}
