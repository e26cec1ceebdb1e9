package dev.tagyard.proxy.destination.tiktok;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Which pixel events go to, and on whose behalf.
public record TikTokConfig(
    @Doc("Code of the pixel that the events go to, such as C4ABCDEF0PIXEL.") String pixelCode,
    @Doc("Access token from the pixel's settings in Events Manager.") Secret accessToken,
    @Doc("Scheme, host and port to use instead of https://business-api.tiktok.com.")
        Optional<URI> endpoint,
    @Doc("Code from Events Manager's test page; set while testing alone.")
        Optional<String> testEventCode,
    @Doc(
            value = "Age at which an event is given up; sources name 7 and 28 days.",
            otherwise = "28d")
        Duration maxAge,
    @Doc(value = "Longest wait for one call.", otherwise = "10s") Duration timeout) {

  public TikTokConfig {
    if (!pixelCode.matches("[A-Za-z0-9]{4,40}")) {
      throw new IllegalArgumentException(
          "pixel_code must be letters and digits, not \"" + pixelCode + "\"");
    }
    if (accessToken.reveal().isBlank()) {
      throw new IllegalArgumentException("access_token is empty");
    }
    endpoint = endpoint.map(Endpoints::check);
  }
}
