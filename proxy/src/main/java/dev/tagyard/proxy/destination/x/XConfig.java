package dev.tagyard.proxy.destination.x;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Which pixel events go to, and on whose behalf.
public record XConfig(
    @Doc("Pixel (event source) that the events go to, such as pq3xy.") String pixelId,
    @Doc("Token from Events Manager: install pixel, manual, Conversion API.") Secret pixelToken,
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

  public XConfig {
    if (!pixelId.matches("[a-z0-9]{1,20}")) {
      throw new IllegalArgumentException("pixel_id must be such as pq3xy, not \"" + pixelId + "\"");
    }
    if (!apiVersion.matches("\\d{1,3}")) {
      throw new IllegalArgumentException(
          "api_version must be such as 12, not \"" + apiVersion + "\"");
    }
    if (pixelToken.reveal().isBlank()) {
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
