package dev.tagyard.proxy.destination.postback;

import dev.tagyard.proxy.destination.HttpCall;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A request whose parts are templates.
record Request(
    PostbackConfig.Method method, Template url, Template body, Map<String, Template> headers) {
  private static final String TYPE = "content-type";

  Request {
    headers = Map.copyOf(headers);
  }

  /// With the content type that the body needs, unless the headers have one.
  static Request of(Preset.Request written) {
    var headers = new TreeMap<>(written.headers());
    if (!written.body().isEmpty()) {
      var start = written.body().stripLeading();
      headers.putIfAbsent(
          TYPE,
          start.startsWith("{") || start.startsWith("[")
              ? "application/json"
              : "application/x-www-form-urlencoded");
    }
    return new Request(
        written.method(),
        Template.parse(written.url()),
        Template.parse(written.body()),
        headers.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> Template.parse(e.getValue()))));
  }

  Stream<Template.Macro> macros() {
    return Stream.concat(Stream.of(url, body), headers.values().stream()).flatMap(Template::macros);
  }

  /// Names of what is filled with an e-mail address or a phone number, as [Template#contactFields].
  Stream<String> contactFields() {
    return Stream.concat(
        Stream.of(url, body).flatMap(Template::contactFields),
        headers.entrySet().stream()
            .filter(header -> header.getValue().contactFields().findAny().isPresent())
            .map(Map.Entry::getKey));
  }

  /// @param macro the value of a macro, empty text for none
  /// @param secret the value of a secret
  /// @param to where it goes, from the address that it names
  HttpCall render(
      Function<String, String> macro, Function<String, String> secret, UnaryOperator<URI> to) {
    var rendered =
        headers.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, e -> e.getValue().render(macro, secret, Encodings::header)));
    return new HttpCall(
        method.name(),
        to.apply(URI.create(url.render(macro, secret, Encodings::percent))),
        rendered,
        body.render(macro, secret, encoding().orElse(value -> value)));
  }

  /// How values stand in the body, by what the author wrote of its type; absent where none may
  /// stand there.
  Optional<UnaryOperator<String>> encoding() {
    return Optional.ofNullable(headers.get(TYPE))
        .map(type -> type.literals().collect(Collectors.joining(" ")))
        .flatMap(Encodings::body);
  }
}
