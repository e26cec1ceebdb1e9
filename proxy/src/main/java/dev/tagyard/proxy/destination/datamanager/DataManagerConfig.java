package dev.tagyard.proxy.destination.datamanager;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Which conversion actions events feed, and on whose behalf.
public record DataManagerConfig(
    @Doc("Account that owns the conversion actions: digits, without dashes.") String accountId,
    @Doc(
            "Conversion actions by event name, such as {purchase: \"987654321\"}; what has none is"
                + " not sent.")
        Map<String, String> conversions,
    @Doc("Key of a service account as JSON, or file:PATH. Either this or a refresh token.")
        Optional<Secret> serviceAccount,
    @Doc("OAuth client, with a refresh token.") Optional<String> clientId,
    @Doc("Secret of that client.") Optional<Secret> clientSecret,
    @Doc("Refresh token of a user who may manage the account.") Optional<Secret> refreshToken,
    @Doc("Manager account through which the access goes: digits.") Optional<String> loginAccountId,
    @Doc(value = "Kind of account.", otherwise = "google_ads") AccountType accountType,
    @Doc("Google Cloud project that a user's calls count against.") Optional<String> quotaProject,
    @Doc("Merchant Center account, to send what was bought.") Optional<String> merchantId,
    @Doc("Its feed label, such as DE.") Optional<String> merchantFeedLabel,
    @Doc("Its feed language, such as de.") Optional<String> merchantFeedLanguage,
    @Doc(value = "Let Google check events without keeping them.", otherwise = "false")
        boolean validateOnly,
    @Doc(
            value =
                "How long after it took events Google is asked what became of them; twice as long"
                    + " each time that it does not know yet, up to eight times.",
            otherwise = "30m")
        Duration checkAfter,
    @Doc(
            value =
                "Send the events of a request of which Google took only a part again in halves,"
                    + " until those that it refuses stand alone; without it they are parked for"
                    + " review.",
            otherwise = "true")
        boolean findRefused,
    @Doc(
            value = "Age at which an event is given up; Google's own limit is unconfirmed.",
            otherwise = "90d")
        Duration maxAge,
    @Doc("Scheme, host and port to use instead of https://datamanager.googleapis.com.")
        Optional<URI> endpoint,
    @Doc("Scheme, host and port to use instead of https://oauth2.googleapis.com.")
        Optional<URI> tokenEndpoint,
    @Doc(value = "Longest wait for one call.", otherwise = "60s") Duration timeout) {

  /// Kinds of account as Google names them.
  public enum AccountType {
    GOOGLE_ADS,
    DISPLAY_VIDEO_PARTNER,
    DISPLAY_VIDEO_ADVERTISER,
    DATA_PARTNER,
    GOOGLE_ANALYTICS_PROPERTY,
    FLOODLIGHT_CONFIG
  }

  public DataManagerConfig {
    digits("account_id", accountId);
    loginAccountId.ifPresent(id -> digits("login_account_id", id));
    conversions.values().forEach(id -> digits("conversions", id));
    if (conversions.isEmpty()) {
      throw new IllegalArgumentException("conversions is empty");
    }
    var refresh = clientId.isPresent() && clientSecret.isPresent() && refreshToken.isPresent();
    if (serviceAccount.isPresent() == refresh) {
      throw new IllegalArgumentException(
          "needs either service_account, or client_id, client_secret and refresh_token");
    }
    serviceAccount.ifPresent(ServiceAccount::parse);
    conversions = Map.copyOf(conversions);
    endpoint = endpoint.map(Endpoints::check);
    tokenEndpoint = tokenEndpoint.map(Endpoints::check);
  }

  private static void digits(String key, String value) {
    if (!value.matches("\\d{1,20}")) {
      throw new IllegalArgumentException(
          key + " must be digits without dashes, not \"" + value + "\"");
    }
  }
}
