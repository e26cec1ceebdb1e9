package dev.tagyard.proxy.destination.microsoft;

import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.OAuth;
import dev.tagyard.proxy.destination.TokenGrant;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;

/// A refresh token for an access token. Microsoft gives a new refresh token each time; the one
/// configured stays good until it ends by itself.
record OfflineGrant(OfflineConfig config) implements TokenGrant {
  private static final URI ADDRESS =
      URI.create("https://login.microsoftonline.com/common/oauth2/v2.0/token");

  @Override
  public HttpCall request(Credentials credentials, Instant now) {
    var form = new HashMap<String, String>();
    form.put("grant_type", "refresh_token");
    form.put("client_id", config.clientId());
    form.put("refresh_token", credentials.get("refresh_token"));
    form.put("scope", "https://ads.microsoft.com/msads.manage offline_access");
    config
        .clientSecret()
        .ifPresent(secret -> form.put("client_secret", credentials.get("client_secret")));
    return OAuth.form(
        config.tokenEndpoint().map(to -> Endpoints.onto(ADDRESS, to)).orElse(ADDRESS), form);
  }

  @Override
  public Answer read(HttpReply reply, Instant now) {
    return OAuth.read(reply, now);
  }
}
