package dev.tagyard.proxy.destination.openai;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Which pixel events go to, and on whose behalf.
public record OpenAiConfig(
    @Doc("Pixel that the events go to.") String pixelId,
    @Doc("Key from Ads Manager.") Secret apiKey,
    @Doc("Scheme, host and port to use instead of https://bzr.openai.com.") Optional<URI> endpoint,
    @Doc(value = "Let OpenAI check events without keeping them.", otherwise = "false")
        boolean validateOnly,
    @Doc(
            value =
                "Further event names in OpenAI's words, such as {sign_up: user_signed_up}; others go"
                    + " as custom.",
            otherwise = "{}")
        Map<String, String> names,
    @Doc(
            value =
                "Fields of data by OpenAI's name and ours, such as {amount: params.value}; its"
                    + " names are not confirmed, so none is sent by itself.",
            otherwise = "{}")
        Map<String, String> data,
    @Doc(value = "Longest wait for one call.", otherwise = "10s") Duration timeout) {

  public OpenAiConfig {
    if (!pixelId.matches("[A-Za-z0-9_-]{1,80}")) {
      throw new IllegalArgumentException(
          "pixel_id must be letters, digits, _ and -, not \"" + pixelId + "\"");
    }
    if (apiKey.reveal().isBlank()) {
      throw new IllegalArgumentException("api_key is empty");
    }
    data.values().stream()
        .filter(path -> !path.matches("params\\.[A-Za-z0-9_.]{1,80}"))
        .findFirst()
        .ifPresent(path -> {
          throw new IllegalArgumentException(
              "data: must name a parameter such as params.value, not \"" + path + "\"");
        });
    names = Map.copyOf(names);
    data = Map.copyOf(data);
    endpoint = endpoint.map(Endpoints::check);
  }
}
