package dev.tagyard.proxy.destination.postback;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// How a partner wants to be told.
public record PostbackConfig(
    @Doc(
            "A network or tracker that is known, such as awin; it gives url, method, body, headers"
                + " and how answers are meant.")
        Optional<Preset> preset,
    @Doc(value = "Settings that the preset asks for, by name.", otherwise = "{}")
        Map<String, String> with,
    @Doc(
            "Address with macros, such as https://partner.example/postback?cid={click_id!}."
                + " Required without a preset.")
        Optional<String> url,
    @Doc("get or post; left out: get.") Optional<Method> method,
    @Doc("Body with macros, for post. JSON when it begins with a brace, else a form.")
        Optional<String> body,
    @Doc(value = "Request headers by name; their values may have macros.", otherwise = "{}")
        Map<String, String> headers,
    @Doc(value = "Secrets by name, for {secret:NAME} in url, body and headers.", otherwise = "{}")
        Map<String, Secret> secrets,
    @Doc(
            "What tells of a refund or cancel: url, method, body. Left out: the preset's; without a"
                + " preset they go as other events do.")
        Optional<Reversal> reversal,
    @Doc("Scheme, host and port to use instead of the url's.") Optional<URI> endpoint,
    @Doc("An answer without this text is a refusal, whatever its status.")
        Optional<String> successText,
    @Doc("An answer with this text is a refusal, whatever its status.") Optional<String> failedText,
    @Doc(
            "Repeat a call that may or may not have arrived. Say false where the partner would count"
                + " it twice; such an event is then parked for review. Left out: true, or as the"
                + " preset has it.")
        Optional<Boolean> repeatSafe,
    @Doc(value = "Age at which an event is given up.", otherwise = "7d") Duration maxAge,
    @Doc(value = "Longest wait for one call.", otherwise = "10s") Duration timeout) {

  /// What tells of a refund or cancel.
  public record Reversal(
      @Doc("Address with macros.") String url,
      @Doc(value = "get or post.", otherwise = "get") Method method,
      @Doc("Body with macros, for post.") Optional<String> body) {}

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
    with = Map.copyOf(with);
    var names = Set.copyOf(secrets.keySet());
    endpoint = endpoint.map(Endpoints::check);
    if (preset.isEmpty() == url.isEmpty()) {
      throw new IllegalArgumentException("needs either url or preset");
    }
    if (preset.isPresent() && (body.isPresent() || method.isPresent())) {
      throw new IllegalArgumentException("method and body are the preset's; use url instead of it");
    }
    if (preset.isEmpty() && !with.isEmpty()) {
      throw new IllegalArgumentException("with belongs to a preset");
    }
    if (preset.isPresent()) {
      preset.get().check(with, names);
    }
    for (var header : headers.entrySet()) {
      if (!HEADER.matcher(header.getKey()).matches()) {
        throw new IllegalArgumentException(
            "headers: \"" + header.getKey() + "\" is no header name");
      }
      checkMacros("headers", Template.parse(header.getValue()), names);
    }
    check("", report(preset, with, names, url, method, body, headers), names);
    reversal.ifPresent(back -> check("reversal: ", request(back), names));
  }

  /// The request that tells of an event, settings put in.
  Preset.Request report() {
    return report(preset, with, secrets.keySet(), url, method, body, headers);
  }

  /// The request that takes one back; empty where there is none of its own.
  Optional<Preset.Request> takeBack() {
    return reversal
        .map(PostbackConfig::request)
        .or(() ->
            preset.flatMap(Preset::reversal).map(request -> request.with(with, secrets.keySet())));
  }

  private static Preset.Request report(
      Optional<Preset> preset,
      Map<String, String> with,
      Set<String> secrets,
      Optional<String> url,
      Optional<Method> method,
      Optional<String> body,
      Map<String, String> headers) {
    var known = preset.map(Preset::report).map(request -> request.with(with, secrets));
    var all = new LinkedHashMap<String, String>();
    known.ifPresent(request -> all.putAll(request.headers()));
    headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
    return known
        .map(request -> new Preset.Request(request.method(), request.url(), request.body(), all))
        .orElseGet(() ->
            new Preset.Request(method.orElse(Method.GET), url.orElse(""), body.orElse(""), all));
  }

  private static Preset.Request request(Reversal reversal) {
    return new Preset.Request(
        reversal.method(), reversal.url(), reversal.body().orElse(""), Map.of());
  }

  private static void check(String at, Preset.Request request, Set<String> secrets) {
    checkUrl(at + "url", request.url(), secrets);
    var body = Template.parse(request.body());
    checkMacros(at + "body", body, secrets);
    if (body.macros().findAny().isPresent() && Request.of(request).encoding().isEmpty()) {
      throw new IllegalArgumentException(
          at + "body has macros, so its content-type must be of JSON, XML or a form");
    }
    if (request.method() == Method.GET && !request.body().isEmpty()) {
      throw new IllegalArgumentException(at + "body needs method: post");
    }
  }

  private static void checkUrl(String at, String url, Set<String> secrets) {
    var template = Template.parse(url);
    checkMacros(at, template, secrets);
    var head = template.literals().findFirst().filter(url::startsWith).orElse("");
    var hostEnds = template.parts().size() == 1 || head.matches("(?s)https?://[^/?#]+[/?#].*");
    if (!FIXED_HOST.matcher(head).matches() || !hostEnds) {
      throw new IllegalArgumentException(
          at + " must begin with http:// or https:// and a host without macros");
    }
    if (template.literals().anyMatch(text -> text.contains("{") || text.contains("}"))) {
      throw new IllegalArgumentException(at + " has a brace that is no part of a macro");
    }
    // Macros stand for text without any special character: what is wrong then is the text around.
    try {
      URI.create(template.render(name -> "x", name -> "x", value -> value));
    } catch (IllegalArgumentException noAddress) {
      throw new IllegalArgumentException(
          at + " must be an address: " + reason(noAddress), noAddress);
    }
  }

  private static String reason(IllegalArgumentException noAddress) {
    return noAddress.getCause() instanceof URISyntaxException syntax
        ? syntax.getReason()
        : "it cannot be read";
  }

  private static void checkMacros(String key, Template template, Set<String> secrets) {
    template
        .macros()
        .flatMap(macro -> macro.names().stream())
        .forEach(name -> {
          try {
            Macros.check(name);
          } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(key + ": " + unknown.getMessage(), unknown);
          }
        });
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
