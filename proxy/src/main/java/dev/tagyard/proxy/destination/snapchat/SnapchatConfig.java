package dev.tagyard.proxy.destination.snapchat;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Which pixel events go to, and on whose behalf.
public record SnapchatConfig(
    @Doc("Pixel that the events go to.") String pixelId,
    @Doc("Conversions API token from Business Settings.") Secret accessToken,
    @Doc("Scheme, host and port to use instead of https://tr.snapchat.com.") Optional<URI> endpoint,
    @Doc(
            value =
                "Further event names in Snapchat's words, such as {contact: CUSTOM_EVENT_1}; what"
                    + " has none is not sent.",
            otherwise = "{}")
        Map<String, String> names,
    @Doc(
            value = "Age at which an event is given up; sources name 7 and 37 days.",
            otherwise = "37d")
        Duration maxAge,
    @Doc(value = "Longest wait for one call.", otherwise = "10s") Duration timeout) {

  public SnapchatConfig {
    if (!pixelId.matches("[A-Za-z0-9-]{1,60}")) {
      throw new IllegalArgumentException(
          "pixel_id must be letters, digits and dashes, not \"" + pixelId + "\"");
    }
    if (accessToken.reveal().isBlank()) {
      throw new IllegalArgumentException("access_token is empty");
    }
    names.values().stream()
        .filter(name -> !name.matches("[A-Z][A-Z0-9_]{1,39}"))
        .findFirst()
        .ifPresent(name -> {
          throw new IllegalArgumentException(
              "names: Snapchat's names are such as CUSTOM_EVENT_1, not \"" + name + "\"");
        });
    names = Map.copyOf(names);
    endpoint = endpoint.map(Endpoints::check);
  }
}
