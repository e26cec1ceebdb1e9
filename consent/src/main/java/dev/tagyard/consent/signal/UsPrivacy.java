package dev.tagyard.consent.signal;

import java.util.Locale;
import java.util.Optional;

/// The US Privacy string, such as `1YNN`: notice given, opted out of sale, covered by the LSPA.
public record UsPrivacy(char notice, char optOutSale, char lspaCovered) {
  /// Empty when the text is not such a string. Lower case is taken, as others take it: an opt-out
  /// is not lost for its spelling.
  public static Optional<UsPrivacy> read(String text) {
    if (text.length() != 4) {
      return Optional.empty();
    }
    var upper = text.toUpperCase(Locale.ROOT);
    if (upper.length() != 4 || upper.charAt(0) != '1') {
      return Optional.empty();
    }
    for (int i = 1; i < 4; i++) {
      if ("YN-".indexOf(upper.charAt(i)) < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(new UsPrivacy(upper.charAt(1), upper.charAt(2), upper.charAt(3)));
  }

  public boolean optedOut() {
    return optOutSale == 'Y';
  }
}
