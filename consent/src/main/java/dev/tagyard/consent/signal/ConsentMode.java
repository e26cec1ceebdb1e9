package dev.tagyard.consent.signal;

import java.util.Optional;

/// What Google's tag was told about its consent types, from `gcs` or `gcd`.
public record ConsentMode(
    State adStorage, State analyticsStorage, State adUserData, State adPersonalization) {
  /// A signal that could not be read grants nothing.
  public static final ConsentMode DENIED =
      new ConsentMode(State.DENIED, State.DENIED, State.DENIED, State.DENIED);

  private static final String ALPHABET =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
  private static final int PAIRS = 4;
  private static final int DENIED_BITS = 2;
  private static final int GRANTED_BITS = 3;

  /// State of one consent type.
  public enum State {
    GRANTED,
    DENIED,
    /// The tag was told nothing.
    UNSET,
    /// The form has no place for this type.
    NOT_CARRIED
  }

  /// The short form: `G1`, then ad storage and analytics storage, each `0`, `1` or `-`.
  public static Optional<ConsentMode> gcs(String text) {
    if (text.length() != 4 || !text.startsWith("G1")) {
      return Optional.empty();
    }
    var ad = gcsState(text.charAt(2));
    var analytics = gcsState(text.charAt(3));
    return ad.isEmpty() || analytics.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ConsentMode(ad.get(), analytics.get(), State.NOT_CARRIED, State.NOT_CARRIED));
  }

  private static Optional<State> gcsState(char c) {
    return switch (c) {
      case '0' -> Optional.of(State.DENIED);
      case '1' -> Optional.of(State.GRANTED);
      case '-' -> Optional.of(State.UNSET);
      default -> Optional.empty();
    };
  }

  /// The long form: `1`, four pairs of a digit and a letter, then one to three more characters.
  public static Optional<ConsentMode> gcd(String text) {
    int end = 1 + 2 * PAIRS;
    if (text.length() <= end || text.length() > end + 3 || text.charAt(0) != '1') {
      return Optional.empty();
    }
    for (int i = end; i < text.length(); i++) {
      if (ALPHABET.indexOf(text.charAt(i)) < 0) {
        return Optional.empty();
      }
    }
    var states = new State[PAIRS];
    for (int i = 0; i < PAIRS; i++) {
      char digit = text.charAt(1 + 2 * i);
      int letter = ALPHABET.indexOf(text.charAt(2 + 2 * i));
      if (digit < '0' || digit > '9' || letter < 0) {
        return Optional.empty();
      }
      states[i] = gcdState(digit - '0', letter);
    }
    return Optional.of(new ConsentMode(states[0], states[1], states[2], states[3]));
  }

  /// Six bits: declared, default, update, two each; the later beats the earlier. The implicit state
  /// in the digit is not documented by Google: a denial counts, a grant does not.
  private static State gcdState(int implicit, int letter) {
    for (int shift = 0; shift <= 4; shift += 2) {
      int bits = letter >> shift & 3;
      if (bits == GRANTED_BITS) {
        return State.GRANTED;
      }
      if (bits == DENIED_BITS) {
        return State.DENIED;
      }
    }
    return implicit == DENIED_BITS ? State.DENIED : State.UNSET;
  }
}
