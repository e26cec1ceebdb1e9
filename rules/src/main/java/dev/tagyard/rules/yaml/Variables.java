package dev.tagyard.rules.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces `${NAME}` from the environment; `$${` stands for `${` itself.
record Variables(Function<String, Optional<String>> environment) {
  private static final Pattern NAME =
      Pattern.compile("\\$\\$\\{|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)})?");

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
    return new Filled(filled, missing, broken.get());
  }

  private String value(String name, List<String> missing) {
    var value = environment.apply(name);
    if (value.isEmpty()) {
      missing.add(name);
    }
    return value.orElse("");
  }
}
