package dev.tagyard.consent.signal;

import java.util.Optional;

/// What Google's tag was told about its consent types, from `gcs` or `gcd`.
public record ConsentMode(
    State adStorage, State analyticsStorage, State adUserData, State adPersonalization) {
  /// A signal that could not be read grants nothing.
  public static final ConsentMode DENIED =
      new ConsentMode(State.DENIED, State.DENIED, State.DENIED, State.DENIED);

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

  /// The long form, such as `13r3r3r2r5l1`.
  public static Optional<ConsentMode> gcd(String text) {
    return Gcd.read(text);
  }
}
