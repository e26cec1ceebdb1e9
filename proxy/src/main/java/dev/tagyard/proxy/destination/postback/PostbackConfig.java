package dev.tagyard.proxy.destination.postback;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// How a partner wants to be told.
public record PostbackConfig(
    @Doc("Address with macros, such as https://partner.example/postback?cid={click_id!}.")
        String url,
    @Doc(value = "get or post.", otherwise = "get") Method method,
    @Doc("Body with macros, for post. JSON when it begins with a brace, else a form.")
        Optional<String> body,
    @Doc(value = "Request headers by name; their values may have macros.", otherwise = "{}")
        Map<String, String> headers,
    @Doc(value = "Secrets by name, for {secret:NAME} in url, body and headers.", otherwise = "{}")
        Map<String, Secret> secrets,
    @Doc("Scheme, host and port to use instead of the url's.") Optional<URI> endpoint,
    @Doc("An answer without this text is a refusal, whatever its status.")
        Optional<String> successText,
    @Doc("An answer with this text is a refusal, whatever its status.") Optional<String> failedText,
    @Doc(
            value =
                "Repeat a call that may or may not have arrived. Say false where the partner would"
                    + " count it twice; such an event is then parked for review.",
            otherwise = "true")
        boolean repeatSafe,
    @Doc(value = "Age at which an event is given up.", otherwise = "7d") Duration maxAge,
    @Doc(value = "Longest wait for one call.", otherwise = "10s") Duration timeout) {

  /// Scheme and host in plain text, and a sign that the host has ended.
  private static final Pattern FIXED_HOST =
      Pattern.compile("https?://[^/?#{}@\\s]+([/?#].*)?", Pattern.DOTALL);

  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  public enum Method {
    GET,
    POST
  }

  public PostbackConfig {
    headers = Map.copyOf(headers);
    secrets = Map.copyOf(secrets);
    var names = Set.copyOf(secrets.keySet());
    endpoint = endpoint.map(Endpoints::check);
    checkUrl(url, names);
    body.ifPresent(text -> checkMacros("body", Template.parse(text), names));
    for (var header : headers.entrySet()) {
      if (!HEADER.matcher(header.getKey()).matches()) {
        throw new IllegalArgumentException(
            "headers: \"" + header.getKey() + "\" is no header name");
      }
      checkMacros("headers", Template.parse(header.getValue()), names);
    }
    if (method == Method.GET && body.isPresent()) {
      throw new IllegalArgumentException("body needs method: post");
    }
  }

  /// Header names in lower case, with the content type that the body needs.
  Map<String, String> allHeaders() {
    var all = new LinkedHashMap<String, String>();
    body.ifPresent(text ->
        all.put(
            "content-type",
            text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[")
                ? "application/json"
                : "application/x-www-form-urlencoded"));
    headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
    return all;
  }

  private static void checkUrl(String url, Set<String> secrets) {
    var template = Template.parse(url);
    checkMacros("url", template, secrets);
    var head = template.literals().findFirst().filter(url::startsWith).orElse("");
    var hostEnds = template.parts().size() == 1 || head.matches("(?s)https?://[^/?#]+[/?#].*");
    if (!FIXED_HOST.matcher(head).matches() || !hostEnds) {
      throw new IllegalArgumentException(
          "url must begin with http:// or https:// and a host without macros");
    }
    if (template.literals().anyMatch(text -> text.contains("{") || text.contains("}"))) {
      throw new IllegalArgumentException("url has a brace that is no part of a macro");
    }
    // Macros stand for text without any special character: what is wrong then is the text around.
    URI.create(template.render(name -> "x", name -> "x", value -> value));
  }

  private static void checkMacros(String key, Template template, Set<String> secrets) {
    template.macros().map(Template.Macro::name).forEach(Macros::check);
    template
        .secrets()
        .filter(name -> !secrets.contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw new IllegalArgumentException(
              key + " names {secret:" + name + "}, which secrets does not have");
        });
  }
}
