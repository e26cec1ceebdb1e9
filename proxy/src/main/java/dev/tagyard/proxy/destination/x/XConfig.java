package dev.tagyard.proxy.destination.x;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Which pixel events go to, and on whose behalf.
public record XConfig(
    @Doc("Pixel (event source) that the events go to, such as pq3xy.") String pixelId,
    @Doc(
            "Token from Events Manager: install pixel, manual, Conversion API. Either this or the"
                + " four keys of OAuth 1.0a.")
        Optional<Secret> pixelToken,
    @Doc("API key of an app with access to the Ads API (OAuth 1.0a).") Optional<Secret> consumerKey,
    @Doc("API key secret of that app.") Optional<Secret> consumerSecret,
    @Doc("Access token of a user who may manage the ad account.") Optional<Secret> accessToken,
    @Doc("Secret of that access token.") Optional<Secret> accessTokenSecret,
    @Doc(
            value =
                "Events of Events Manager by event name, such as {purchase: tw-pq3xy-ev7zk}; others"
                    + " go as gtm_NAME, which X does not deduplicate with the pixel.",
            otherwise = "{}")
        Map<String, String> conversions,
    @Doc("Scheme, host and port to use instead of https://ads-api.x.com.") Optional<URI> endpoint,
    @Doc(value = "Version of the API.", otherwise = "\"12\"") String apiVersion,
    @Doc(
            value = "Age at which an event is given up; X's own limit is not documented.",
            otherwise = "90d")
        Duration maxAge,
    @Doc(value = "Longest wait for one call.", otherwise = "10s") Duration timeout) {

  boolean signs() {
    return pixelToken.isEmpty();
  }

  public XConfig {
    if (!pixelId.matches("[a-z0-9]{1,20}")) {
      throw new IllegalArgumentException("pixel_id must be such as pq3xy, not \"" + pixelId + "\"");
    }
    if (!apiVersion.matches("\\d{1,3}")) {
      throw new IllegalArgumentException(
          "api_version must be such as 12, not \"" + apiVersion + "\"");
    }
    var keys = Stream.of(consumerKey, consumerSecret, accessToken, accessTokenSecret);
    var given = keys.filter(Optional::isPresent).count();
    if (pixelToken.isPresent() ? given > 0 : given < 4) {
      throw new IllegalArgumentException(
          "needs either pixel_token, or consumer_key, consumer_secret, access_token and"
              + " access_token_secret");
    }
    if (pixelToken.filter(token -> token.reveal().isBlank()).isPresent()) {
      throw new IllegalArgumentException("pixel_token is empty");
    }
    conversions.values().stream()
        .filter(id -> !id.matches("[A-Za-z0-9_-]{1,60}"))
        .findFirst()
        .ifPresent(id -> {
          throw new IllegalArgumentException(
              "conversions: an event's id must be such as tw-pq3xy-ev7zk, not \"" + id + "\"");
        });
    conversions = Map.copyOf(conversions);
    endpoint = endpoint.map(Endpoints::check);
  }
}
