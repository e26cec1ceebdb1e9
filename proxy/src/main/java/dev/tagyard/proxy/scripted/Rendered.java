package dev.tagyard.proxy.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Endpoints;
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

  Set<String> KEYS = Set.of("url", "method", "headers", "body", "skip");
  List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  /// Headers that say how a request is carried, which is not the script's business.
  Set<String> NOT_THEIRS =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /// @param mark of the secrets that the script itself asks for
  static Rendered of(ObjectNode returned, ScriptedConfig config, SecretMark mark) {
    try {
      return read(returned, config, mark);
    } catch (IllegalArgumentException wrong) {
      return new Wrong(mark.asWritten(String.valueOf(wrong.getMessage())));
    }
  }

  private static Rendered read(ObjectNode returned, ScriptedConfig config, SecretMark mark) {
    for (var key : returned.properties()) {
      if (!KEYS.contains(key.getKey())) {
        throw wrong("the unknown key " + key.getKey() + Nearest.hint(key.getKey(), KEYS));
      }
    }
    var skip = returned.path("skip");
    if (!absent(skip)) {
      return new Skipped("skipped_by_script: " + mark.asWritten(reason(skip)));
    }
    for (var name : mark.names(returned.toString())) {
      if (!config.secrets().containsKey(name)) {
        throw new IllegalArgumentException(
            "no secret named " + name + Nearest.hint(name, config.secrets().keySet()));
      }
    }
    var body = returned.path("body");
    var text = body.isTextual() ? body.asText() : absent(body) ? "" : body.toString();
    var headers = headers(returned.path("headers"));
    if (!text.isEmpty() && !body.isTextual()) {
      headers.putIfAbsent("content-type", "application/json");
    }
    var url = returned.path("url").asText();
    check(url, config.hosts(), mark);
    return new Request(method(returned, text), url, headers, text, mark);
  }

  /// An event is withheld by a word for it alone, never by a condition that was false.
  private static String reason(JsonNode skip) {
    if (!skip.isTextual() || skip.asText().isBlank()) {
      throw wrong("a skip that is no text with a reason");
    }
    return skip.asText();
  }

  private static String method(ObjectNode returned, String body) {
    var method = returned.path("method").asText(body.isEmpty() ? "GET" : "POST");
    if (!METHODS.contains(method)) {
      throw wrong(
          "the method "
              + method
              + ": wanted one of "
              + String.join(", ", METHODS)
              + Nearest.hint(method.toUpperCase(Locale.ROOT), METHODS));
    }
    return method;
  }

  /// By their names in lower case; those without a value are left out.
  private static Map<String, String> headers(JsonNode given) {
    Map<String, String> headers = new HashMap<>();
    for (var header : given.properties()) {
      var name = header.getKey().toLowerCase(Locale.ROOT);
      var value = header.getValue().asText();
      if (NOT_THEIRS.contains(name)) {
        throw wrong("the header " + name + ", which is not for a script to set");
      }
      if (!name.matches("[a-z0-9_-]{1,64}") || header.getValue().isContainerNode()) {
        throw wrong("a header that is none: " + name);
      }
      if (!value.chars().allMatch(Rendered::isOfHeader)) {
        throw wrong(
            "the header " + name + " with a control character, or one beyond ISO 8859-1, in it");
      }
      if (!header.getValue().isNull()) {
        headers.put(name, value);
      }
    }
    return headers;
  }

  /// What arrives as it was sent.
  private static boolean isOfHeader(int c) {
    return c == '\t' || (c >= ' ' && c <= 0xff && c != 0x7f);
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  /// Refuses what is no address of one of the hosts. A secret is never part of what is checked.
  private static void check(String url, List<String> hosts, SecretMark mark) {
    var uri = parsed(mark.without(url, "x"));
    var host = Endpoints.host(uri).toLowerCase(Locale.ROOT);
    if (host.isEmpty() || !Set.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
      throw wrong("no address: it must begin with https:// and a host");
    }
    var listed = hosts.contains(host) || hosts.contains(host + ":" + Endpoints.port(uri));
    if (!listed || uri.getRawAuthority().contains("@") || authority(url).contains(mark.text())) {
      throw new IllegalArgumentException(
          "request wants to send to "
              + uri.getRawAuthority().replaceFirst("^.*@", "")
              + ", which is none of hosts");
    }
  }

  private static String authority(String url) {
    return url.replaceFirst("^[^/]*//", "").replaceFirst("(?s)[/?#].*$", "");
  }

  /// The words quote no more than a character: an address may hold what nobody is to read.
  private static URI parsed(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException noAddress) {
      var at = noAddress.getIndex();
      if (at < 0 || at >= url.length()) {
        throw wrong("no address");
      }
      var what = url.charAt(at) == ' ' ? "a blank" : "'" + url.charAt(at) + "'";
      throw wrong("an address with " + what + " in it: encodeURIComponent makes it fit");
    }
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("request returned " + what);
  }
}
