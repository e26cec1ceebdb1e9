package dev.tagyard.rules.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces `${NAME}` from the environment; `$${` stands for `${` itself.
final class Variables {
  private static final Pattern NAME =
      Pattern.compile("\\$\\$\\{|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)})?");

  /// A shorter value stands in other words by chance.
  private static final int TELLING = 8;

  private final Function<String, Optional<String>> environment;

  /// What was filled in, each with how the file has it: a text as a whole, and each variable.
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  private final Map<String, String> values = new ConcurrentHashMap<>();

  Variables(Function<String, Optional<String>> environment) {
    this.environment = environment;
  }

  /// @param missing names of variables that are not set
  /// @param broken whether a `${` is left that begins no variable
  record Filled(String text, List<String> missing, boolean broken) {}

  Filled fill(String text) {
    if (text.indexOf('$') < 0) {
      return new Filled(text, List.of(), false);
    }
    var broken = new AtomicBoolean();
    List<String> missing = new ArrayList<>();
    var filled =
        NAME.matcher(text)
            .replaceAll(match -> {
              var name = Optional.ofNullable(match.group(1));
              if (name.isEmpty() && match.group().equals("${")) {
                broken.set(true);
              }
              return Matcher.quoteReplacement(name.map(it -> value(it, missing)).orElse("${"));
            });
    texts.put(filled, text);
    return new Filled(filled, missing, broken.get());
  }

  private String value(String name, List<String> missing) {
    var value = environment.apply(name);
    if (value.isEmpty()) {
      missing.add(name);
    }
    value.ifPresent(it -> values.put(it, "${" + name + "}"));
    return value.orElse("");
  }

  /// Words about a value, which they quote as the file has it: what a variable holds may be secret.
  String unfilled(String words) {
    var told = words;
    for (var text : texts.entrySet()) {
      told = told.replace("\"" + text.getKey() + "\"", "\"" + text.getValue() + "\"");
    }
    for (var value : values.entrySet()) {
      if (value.getKey().length() >= TELLING) {
        told = told.replace(value.getKey(), value.getValue());
      }
    }
    return told;
  }
}
