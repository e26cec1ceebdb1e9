package dev.tagyard.proxy.destination.microsoft;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Which conversion goals events feed, and on whose behalf.
public record OfflineConfig(
    @Doc(
            "Conversion goals by event name, such as {purchase: Offline purchase}; what has none is"
                + " not sent.")
        Map<String, String> conversions,
    @Doc("Customer that owns the account: its number.") String customerId,
    @Doc("Account that the goals belong to: its number.") String accountId,
    @Doc("Developer token of the API.") Secret developerToken,
    @Doc("Application (client) that was registered for the API.") String clientId,
    @Doc("Secret of that application; left out for a public client.") Optional<Secret> clientSecret,
    @Doc("Refresh token of a user who may manage the account.") Secret refreshToken,
    @Doc("Scheme, host and port to use instead of https://campaign.api.bingads.microsoft.com.")
        Optional<URI> endpoint,
    @Doc("Scheme, host and port to use instead of https://login.microsoftonline.com.")
        Optional<URI> tokenEndpoint,
    @Doc(value = "Longest wait for one call.", otherwise = "30s") Duration timeout) {

  public OfflineConfig {
    if (conversions.isEmpty()) {
      throw new IllegalArgumentException("conversions is empty");
    }
    number("customer_id", customerId);
    number("account_id", accountId);
    if (refreshToken.reveal().isBlank() || developerToken.reveal().isBlank()) {
      throw new IllegalArgumentException("refresh_token and developer_token must not be empty");
    }
    conversions = Map.copyOf(conversions);
    endpoint = endpoint.map(Endpoints::check);
    tokenEndpoint = tokenEndpoint.map(Endpoints::check);
  }

  private static void number(String key, String value) {
    if (!value.matches("\\d{1,20}")) {
      throw new IllegalArgumentException(key + " must be digits, not \"" + value + "\"");
    }
  }
}
