package dev.tagyard.proxy.destination.linkedin;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Which conversion rules events feed, and on whose behalf.
public record LinkedInConfig(
    @Doc(
            "Conversion rules by event name, such as {purchase: \"123456\"}; what has none is not"
                + " sent.")
        Map<String, String> conversions,
    @Doc("Access token with the scope rw_conversions.") Secret accessToken,
    @Doc("Scheme, host and port to use instead of https://api.linkedin.com.")
        Optional<URI> endpoint,
    @Doc(
            value = "Version of the API, year and month; each lives about a year.",
            otherwise = "\"202604\"")
        String apiVersion,
    @Doc(
            value =
                "Send first and last name, which LinkedIn takes in the clear alone; country with"
                    + " them.",
            otherwise = "false")
        boolean names,
    @Doc(value = "Longest wait for one call.", otherwise = "10s") Duration timeout) {

  public LinkedInConfig {
    if (conversions.isEmpty()) {
      throw new IllegalArgumentException("conversions is empty");
    }
    conversions.values().stream()
        .filter(id -> !id.matches("\\d{1,20}"))
        .findFirst()
        .ifPresent(id -> {
          throw new IllegalArgumentException(
              "conversions: a rule's id must be digits, not \"" + id + "\"");
        });
    if (!apiVersion.matches("20\\d{4}(\\.\\d{1,2})?")) {
      throw new IllegalArgumentException(
          "api_version must be such as 202604, not \"" + apiVersion + "\"");
    }
    if (accessToken.reveal().isBlank()) {
      throw new IllegalArgumentException("access_token is empty");
    }
    conversions = Map.copyOf(conversions);
    endpoint = endpoint.map(Endpoints::check);
  }
}
