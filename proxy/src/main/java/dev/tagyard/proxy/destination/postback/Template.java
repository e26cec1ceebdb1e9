package dev.tagyard.proxy.destination.postback;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Text with macros: `{name}`, `{name!}` for one that must have a value, `{one|other}` for the
/// first that has one, `{one|=text}` with a text at its end, `{secret:NAME}`, and
/// `{basic:USER:NAME}` for a user and the secret that is the password.
record Template(List<Part> parts) {
  private static final String NAME = "[A-Za-z][A-Za-z0-9_.]*";
  private static final Pattern MACRO =
      Pattern.compile(
          "\\{(?:secret:(?<secret>[A-Za-z0-9_]+)"
              + "|basic:(?<user>[^{}:]+):(?<password>[A-Za-z0-9_]+)"
              + "|(?<names>"
              + NAME
              + "(?:\\|"
              + NAME
              + ")*)(?:\\|=(?<text>[^{}|]*))?(?<must>!?))\\}");

  private static final Set<String> CONTACT = Set.of("user.email", "user.phone");

  /// `em=` of an address or form, `"em": "` of JSON.
  private static final Pattern NAME_BEFORE =
      Pattern.compile("([A-Za-z0-9_.\\[\\]-]+)\"?\\s*[=:]\\s*\"?$");

  sealed interface Part {}

  record Literal(String text) implements Part {}

  /// @param names the first that has a value stands for it
  /// @param otherwise where none has
  record Macro(List<String> names, String otherwise, boolean required) implements Part {
    Macro {
      names = List.copyOf(names);
    }

    String value(Function<String, String> macro) {
      for (var name : names) {
        var value = macro.apply(name);
        if (!value.isEmpty()) {
          return value;
        }
      }
      return otherwise;
    }
  }

  record SecretPart(String name) implements Part {}

  record Basic(String user, String password) implements Part {}

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
      var user = matcher.group("user");
      if (secret != null) {
        parts.add(new SecretPart(secret));
      } else if (user != null) {
        parts.add(new Basic(user, matcher.group("password")));
      } else {
        var otherwise = matcher.group("text");
        parts.add(
            new Macro(
                List.of(matcher.group("names").split("\\|", -1)),
                otherwise == null ? "" : otherwise,
                !matcher.group("must").isEmpty()));
      }
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
        .flatMap(part ->
            switch (part) {
              case SecretPart(var name) -> Stream.of(name);
              case Basic(var _, var password) -> Stream.of(password);
              case Literal _ -> Stream.empty();
              case Macro _ -> Stream.empty();
            });
  }

  /// The text as it was written, without the macros.
  Stream<String> literals() {
    return parts.stream().filter(Literal.class::isInstance).map(part -> ((Literal) part).text());
  }

  /// Names of the parameters and fields that are filled with an e-mail address or a phone number;
  /// `*` where one stands under no name.
  Stream<String> contactFields() {
    return IntStream.range(0, parts.size())
        .filter(i ->
            parts.get(i) instanceof Macro macro && !Collections.disjoint(CONTACT, macro.names()))
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
    var text = new StringBuilder();
    for (var part : parts) {
      text.append(
          switch (part) {
            case Literal(var literal) -> literal;
            case Macro some -> encode.apply(some.value(macro));
            case SecretPart(var name) -> encode.apply(secret.apply(name));
            case Basic(var user, var password) -> basic(user, secret.apply(password));
          });
    }
    return text.toString();
  }

  private static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }
}
