package dev.tagyard.proxy.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.rules.yaml.Nearest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a script's `request` returned.
sealed interface Rendered {
  /// As returned: the secrets are still to be put in.
  record Request(
      String method, String url, Map<String, String> headers, String body, SecretMark mark)
      implements Rendered {
    HttpCall with(Credentials credentials) {
      Map<String, String> all = new HashMap<>();
      headers.forEach((name, value) -> all.put(name, mark.filled(value, credentials)));
      return new HttpCall(
          method, URI.create(mark.filled(url, credentials)), all, mark.filled(body, credentials));
    }
  }

  /// `{skip: 'reason'}`: the event is nothing for this destination.
  record Skipped(String reason) implements Rendered {}

  /// @param words for the dead letter
  record Wrong(String words) implements Rendered {}

  Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  /// @param mark of the secrets that the script itself asks for
  static Rendered of(ObjectNode returned, ScriptedConfig config, SecretMark mark) {
    if (returned.has("skip")) {
      return new Skipped("skipped_by_script: " + mark.asWritten(returned.path("skip").asText()));
    }
    for (var name : mark.names(returned.toString())) {
      if (!config.secrets().containsKey(name)) {
        return new Wrong("no secret named " + name + Nearest.hint(name, config.secrets().keySet()));
      }
    }
    var body = returned.path("body");
    var text = body.isTextual() ? body.asText() : absent(body) ? "" : body.toString();
    var method = returned.path("method").asText(text.isEmpty() ? "GET" : "POST");
    if (!METHODS.contains(method)) {
      return new Wrong("request returned the method " + method);
    }
    Map<String, String> headers = new HashMap<>();
    returned
        .path("headers")
        .properties()
        .forEach(header ->
            headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue().asText()));
    if (!text.isEmpty() && !body.isTextual()) {
      headers.putIfAbsent("content-type", "application/json");
    }
    for (var header : headers.entrySet()) {
      if (!header.getKey().matches("[a-z0-9-]{1,64}")
          || header.getValue().matches("(?s).*[\r\n].*")) {
        return new Wrong("request returned a header that is none: " + header.getKey());
      }
    }
    var url = returned.path("url").asText();
    var wrong = wrong(url, config.hosts(), mark);
    return wrong.isEmpty() ? new Request(method, url, headers, text, mark) : new Wrong(wrong);
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  /// Empty for an address of one of the hosts. A secret is never part of what is checked.
  private static String wrong(String url, List<String> hosts, SecretMark mark) {
    try {
      var uri = new URI(mark.without(url, "x"));
      var host = uri.getHost();
      if (host == null || !Set.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
        return "request returned no address: " + uri.getScheme();
      }
      var plain = url.indexOf('{') < 0 || url.indexOf('{') > url.indexOf(host) + host.length() - 1;
      if (!hosts.contains(host.toLowerCase(Locale.ROOT))
          || uri.getRawUserInfo() != null
          || !plain) {
        return "request wants to send to " + host + ", which is none of hosts";
      }
      return "";
    } catch (URISyntaxException noAddress) {
      return "request returned no address";
    }
  }
}
