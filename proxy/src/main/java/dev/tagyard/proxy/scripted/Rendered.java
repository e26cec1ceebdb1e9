package dev.tagyard.proxy.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.HttpCall;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a script's `request` returned.
sealed interface Rendered {
  /// As returned: `{secret:NAME}` still stands in it.
  record Request(String method, String url, Map<String, String> headers, String body)
      implements Rendered {
    HttpCall with(Credentials credentials) {
      UnaryOperator<String> filled =
          text ->
              SECRET
                  .matcher(text)
                  .replaceAll(found -> Matcher.quoteReplacement(credentials.get(found.group(1))));
      Map<String, String> all = new HashMap<>();
      headers.forEach((name, value) -> all.put(name, filled.apply(value)));
      return new HttpCall(method, URI.create(filled.apply(url)), all, filled.apply(body));
    }
  }

  /// `{skip: 'reason'}`: the event is nothing for this destination.
  record Skipped(String reason) implements Rendered {}

  /// @param words for the dead letter
  record Wrong(String words) implements Rendered {}

  Pattern SECRET = Pattern.compile("\\{secret:([A-Za-z0-9_]+)}");
  Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  /// @param hosts that it may send to
  static Rendered of(ObjectNode returned, List<String> hosts) {
    if (returned.has("skip")) {
      return new Skipped("skipped_by_script: " + returned.path("skip").asText());
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
    var wrong = wrong(url, hosts);
    return wrong.isEmpty() ? new Request(method, url, headers, text) : new Wrong(wrong);
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  /// Empty for an address of one of the hosts. A secret is never part of what is checked.
  private static String wrong(String url, List<String> hosts) {
    try {
      var uri = new URI(SECRET.matcher(url).replaceAll("x"));
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
