package dev.tagyard.proxy.destination.webhook;

import dev.tagyard.proxy.destination.Contact;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Where events are posted to, and how they are signed.
public record WebhookConfig(
    @Doc("Address that events are posted to.") URI url,
    @Doc(
            value = "How requests are signed: standard (Standard Webhooks), stripe, github, none.",
            otherwise = "standard")
        Signature signature,
    @Doc("Key of the signature; for standard whsec_ and base64.") Optional<Secret> secret,
    @Doc("The key before, signed with too until every receiver knows the new one.")
        Optional<Secret> oldSecret,
    @Doc(value = "Further headers by name, such as {authorization: Bearer …}.", otherwise = "{}")
        Map<String, Secret> headers,
    @Doc(
            value = "Events in one request, 1 to 1000; from 2 on the body holds a list.",
            otherwise = "1")
        int batch,
    @Doc(value = "How long an incomplete batch waits for more.", otherwise = "200ms")
        Duration batchWait,
    @Doc(
            value =
                "How contact data goes: hashed (sha256_email in place of email, and so on), none,"
                    + " or clear.",
            otherwise = "hashed")
        Contact contact,
    @Doc(value = "Age at which an event is given up.", otherwise = "3d") Duration maxAge,
    @Doc(value = "Longest wait for one call.", otherwise = "15s") Duration timeout) {

  public WebhookConfig {
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("url must hold no user and password: use headers");
    }
    if (url.getHost() == null || url.getScheme() == null || !url.getScheme().matches("https?")) {
      throw new IllegalArgumentException(
          "url must be such as https://example.com/hook, not \"" + url + "\"");
    }
    if (batch < 1 || batch > 1_000) {
      throw new IllegalArgumentException("batch must be 1 to 1000, not " + batch);
    }
    if (signature != Signature.NONE && secret.isEmpty()) {
      throw new IllegalArgumentException("secret is required, or signature: none");
    }
    secret.ifPresent(signature::check);
    oldSecret.ifPresent(signature::check);
    headers
        .keySet()
        .forEach(name -> {
          if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
            throw new IllegalArgumentException("headers: \"" + name + "\" is no header name");
          }
        });
    headers = Map.copyOf(headers);
  }
}
