package dev.tagyard.rules.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces `${NAME}` from the environment; `$${NAME}` stands for `${NAME}` itself.
record Variables(Function<String, Optional<String>> environment) {
  private static final Pattern NAME = Pattern.compile("\\$(\\$?)\\{([A-Za-z_][A-Za-z0-9_]*)}");

  /// @param missing names of variables that are not set
  record Filled(String text, List<String> missing) {}

  Filled fill(String text) {
    if (text.indexOf('$') < 0) {
      return new Filled(text, List.of());
    }
    List<String> missing = new ArrayList<>();
    var filled =
        NAME.matcher(text).replaceAll(match -> value(match.group(1), match.group(2), missing));
    return new Filled(filled, missing);
  }

  private String value(String escape, String name, List<String> missing) {
    if (!escape.isEmpty()) {
      return Matcher.quoteReplacement("${" + name + "}");
    }
    var value = environment.apply(name);
    if (value.isEmpty()) {
      missing.add(name);
    }
    return Matcher.quoteReplacement(value.orElse(""));
  }
}
