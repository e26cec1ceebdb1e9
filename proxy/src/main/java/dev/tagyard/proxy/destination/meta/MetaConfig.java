package dev.tagyard.proxy.destination.meta;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where events go at Meta, and on whose behalf.
public record MetaConfig(
    @Doc("Pixel (dataset) that the events go to.") String pixelId,
    @Doc("Access token of a system user who may send to the pixel.") Secret accessToken,
    @Doc("Scheme, host and port to use instead of https://graph.facebook.com.")
        Optional<URI> endpoint,
    @Doc(value = "Version of the Graph API.", otherwise = "v26.0") String apiVersion,
    @Doc("Code from Events Manager's test page; the events still count as received.")
        Optional<String> testEventCode,
    @Doc(
            value = "Further event parameters to pass on in custom_data; the others stay here.",
            otherwise = "[]")
        List<String> customData,
    @Doc(value = "Longest wait for one call.", otherwise = "5s") Duration timeout) {

  public MetaConfig {
    if (!pixelId.matches("\\d{1,30}")) {
      throw new IllegalArgumentException("pixel_id must be digits, not \"" + pixelId + "\"");
    }
    if (!apiVersion.matches("v\\d{1,3}\\.\\d{1,2}")) {
      throw new IllegalArgumentException(
          "api_version must be such as v26.0, not \"" + apiVersion + "\"");
    }
    if (accessToken.reveal().isBlank()) {
      throw new IllegalArgumentException("access_token is empty");
    }
    endpoint = endpoint.map(Endpoints::check);
    customData = List.copyOf(customData);
  }
}
