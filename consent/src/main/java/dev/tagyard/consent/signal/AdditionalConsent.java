package dev.tagyard.consent.signal;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Google's Additional Consent string: providers outside the vendor list that have consent.
///
/// @param disclosed providers that were shown and refused; absent in version 1, which does not say
public record AdditionalConsent(
    int version, Set<Integer> consented, Optional<Set<Integer>> disclosed) {
  public static final int MAX_LENGTH = 32_768;
  public static final int MAX_IDS = 4_096;

  public AdditionalConsent {
    consented = Set.copyOf(consented);
    disclosed = disclosed.map(Set::copyOf);
  }

  /// Empty when the text is anything but a well-formed string of version 1 or 2.
  public static Optional<AdditionalConsent> read(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    var parts = text.split("~", 4);
    if (parts.length == 2 && parts[0].equals("1")) {
      return ids(parts[1]).map(ids -> new AdditionalConsent(1, ids, Optional.empty()));
    }
    if (parts.length == 3 && parts[0].equals("2") && parts[2].startsWith("dv")) {
      var consented = ids(parts[1]);
      // Only where nobody was refused may the dot after `dv` be missing.
      var disclosed =
          parts[2].equals("dv") || parts[2].equals("dv.")
              ? Optional.of(Set.<Integer>of())
              : parts[2].startsWith("dv.")
                  ? ids(parts[2].substring(3))
                  : Optional.<Set<Integer>>empty();
      if (consented.isPresent() && disclosed.isPresent()) {
        return Optional.of(new AdditionalConsent(2, consented.get(), disclosed));
      }
    }
    return Optional.empty();
  }

  /// Provider ids with dots between; no id at all is well-formed, an empty one between is not.
  private static Optional<Set<Integer>> ids(String text) {
    if (text.isEmpty()) {
      return Optional.of(Set.of());
    }
    var ids = new HashSet<Integer>();
    int value = 0;
    int digits = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : '.';
      if (c >= '0' && c <= '9' && digits < 7) {
        value = value * 10 + (c - '0');
        digits++;
      } else if (c == '.' && digits > 0 && ids.size() < MAX_IDS) {
        ids.add(value);
        value = 0;
        digits = 0;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(ids);
  }
}
