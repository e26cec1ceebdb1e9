package dev.tagyard.proxy.destination.datamanager;

import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.OAuth;
import dev.tagyard.proxy.destination.TokenGrant;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.Map;

/// An access token for Data Manager, by a service account or by a refresh token.
record GoogleGrant(DataManagerConfig config) implements TokenGrant {
  private static final String SCOPE = "https://www.googleapis.com/auth/datamanager";
  private static final URI ADDRESS = URI.create("https://oauth2.googleapis.com/token");

  @Override
  public HttpCall request(Credentials credentials, Instant now) {
    return OAuth.form(
        config.tokenEndpoint().map(to -> Endpoints.onto(ADDRESS, to)).orElse(ADDRESS),
        config.serviceAccount().isPresent()
            ? Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                "assertion",
                ServiceAccount.parse(new Secret(credentials.get("service_account")))
                    .assertion(SCOPE, ADDRESS.toString(), now))
            : Map.of(
                "grant_type",
                "refresh_token",
                "client_id",
                config.clientId().orElse(""),
                "client_secret",
                credentials.get("client_secret"),
                "refresh_token",
                credentials.get("refresh_token")));
  }

  @Override
  public Answer read(HttpReply reply, Instant now) {
    return OAuth.read(reply, now);
  }
}
