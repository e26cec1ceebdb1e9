package dev.tagyard.proxy.standin;

import java.util.Optional;
import java.util.regex.Pattern;

/// Finds what must never leave in the clear.
final class PersonalData {
  private static final Pattern EMAIL =
      Pattern.compile("[A-Za-z0-9._+-]{1,64}(?:@|%40)[A-Za-z0-9-]{1,63}\\.[A-Za-z]{2,}");
  private static final Pattern PHONE =
      Pattern.compile("(?:\\+|%2B)[1-9](?:[ ()./-]{0,2}[0-9]){7,14}(?![0-9])");

  private PersonalData() {}

  /// What kind of it a text holds.
  static Optional<String> in(String text) {
    // The patterns are slow, and most texts lack the one character that each needs.
    if ((text.contains("@") || text.contains("%40")) && EMAIL.matcher(text).find()) {
      return Optional.of("an e-mail address");
    }
    return (text.contains("+") || text.contains("%2B")) && PHONE.matcher(text).find()
        ? Optional.of("a phone number")
        : Optional.empty();
  }
}
