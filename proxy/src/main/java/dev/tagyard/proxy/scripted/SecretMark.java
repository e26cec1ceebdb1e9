package dev.tagyard.proxy.scripted;

import dev.tagyard.proxy.destination.Credentials;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What stands for `{secret:` where the script itself wrote it. It cannot be guessed, so what
/// visitors send names no secret, however the script puts it together.
final class SecretMark {
  static final String WRITTEN = "{secret:";

  private static final int LENGTH = 32;

  private final String mark;
  private final String own;
  private final Pattern named;

  SecretMark(RandomGenerator chance) {
    var digits = new StringBuilder("-");
    for (var i = 0; i < LENGTH; i++) {
      digits.append(Character.forDigit(chance.nextInt(16), 16));
    }
    this.own = digits.toString();
    this.mark = WRITTEN.replace(":", own + ":");
    this.named = Pattern.compile(Pattern.quote(mark) + "([^{}\\s]+)}");
  }

  /// What stands in the script.
  String text() {
    return mark;
  }

  /// The secrets that a text asks for.
  Set<String> names(String text) {
    var names = new TreeSet<String>();
    named.matcher(text).results().map(found -> found.group(1)).forEach(names::add);
    return names;
  }

  String filled(String text, Credentials credentials) {
    return replaced(text, found -> credentials.get(found.group(1)));
  }

  /// With something else in each secret's place.
  String without(String text, String other) {
    return replaced(text, _ -> other);
  }

  /// As the author wrote it.
  String asWritten(String text) {
    return text.replace(own, "");
  }

  private String replaced(String text, Function<MatchResult, String> by) {
    return asWritten(
        named.matcher(text).replaceAll(found -> Matcher.quoteReplacement(by.apply(found))));
  }
}
