package dev.tagyard.proxy.destination.postback;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Text with macros: `{name}`, `{name!}` for one that must have a value, `{secret:NAME}`.
record Template(List<Part> parts) {
  private static final Pattern MACRO =
      Pattern.compile(
          "\\{(?:secret:(?<secret>[A-Za-z0-9_]+)|(?<name>[A-Za-z][A-Za-z0-9_.]*)(?<must>!?))\\}");

  private static final Set<String> CONTACT = Set.of("user.email", "user.phone");

  /// `em=` of an address or form, `"em": "` of JSON.
  private static final Pattern NAME_BEFORE =
      Pattern.compile("([A-Za-z0-9_.\\[\\]-]+)\"?\\s*[=:]\\s*\"?$");

  sealed interface Part {}

  record Literal(String text) implements Part {}

  record Macro(String name, boolean required) implements Part {}

  record SecretPart(String name) implements Part {}

  Template {
    parts = List.copyOf(parts);
  }

  /// Braces around anything else are text.
  static Template parse(String text) {
    var parts = new ArrayList<Part>();
    var matcher = MACRO.matcher(text);
    var from = 0;
    while (matcher.find()) {
      if (matcher.start() > from) {
        parts.add(new Literal(text.substring(from, matcher.start())));
      }
      var secret = matcher.group("secret");
      parts.add(
          secret == null
              ? new Macro(matcher.group("name"), !matcher.group("must").isEmpty())
              : new SecretPart(secret));
      from = matcher.end();
    }
    if (from < text.length()) {
      parts.add(new Literal(text.substring(from)));
    }
    return new Template(parts);
  }

  Stream<Macro> macros() {
    return parts.stream().filter(Macro.class::isInstance).map(Macro.class::cast);
  }

  Stream<String> secrets() {
    return parts.stream()
        .filter(SecretPart.class::isInstance)
        .map(part -> ((SecretPart) part).name());
  }

  /// The text as it was written, without the macros.
  Stream<String> literals() {
    return parts.stream().filter(Literal.class::isInstance).map(part -> ((Literal) part).text());
  }

  /// Names of the parameters and fields that are filled with an e-mail address or a phone number;
  /// `*` where one stands under no name.
  Stream<String> contactFields() {
    return IntStream.range(0, parts.size())
        .filter(i -> parts.get(i) instanceof Macro macro && CONTACT.contains(macro.name()))
        .mapToObj(i -> {
          var before = i > 0 && parts.get(i - 1) instanceof Literal(var text) ? text : "";
          var name = NAME_BEFORE.matcher(before);
          return name.find() ? name.group(1) : "*";
        });
  }

  /// @param macro the value of a macro, empty text for none
  /// @param secret the value of a secret
  /// @param encode done to each value, never to the text around it
  String render(
      Function<String, String> macro,
      Function<String, String> secret,
      Function<String, String> encode) {
    return parts.stream()
        .map(part ->
            switch (part) {
              case Literal(var text) -> text;
              case Macro(var name, var _) -> encode.apply(macro.apply(name));
              case SecretPart(var name) -> encode.apply(secret.apply(name));
            })
        .collect(Collectors.joining());
  }
}
