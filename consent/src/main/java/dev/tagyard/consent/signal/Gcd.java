package dev.tagyard.consent.signal;

import dev.tagyard.consent.signal.ConsentMode.State;
import java.util.Optional;

/// The long form of Google's consent mode: `1`, a pair of characters for each type, then one to
/// three more, each a number from 0 to 63.
///
/// A pair's first holds what the type follows where it was told nothing itself, and the tag's own
/// presumption; its second what was declared, the default and the update, two bits each. Then come:
/// flags, and defaults of the container alone. Google documents none of it; this is how its tag
/// writes it.
final class Gcd {
  private static final String ALPHABET =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
  private static final int TYPES = 4;
  private static final int DENIED = 2;
  private static final int GRANTED = 3;

  /// The first of the four numbers that name a type to follow.
  private static final int FIRST_FOLLOWED = 12;

  private static final int GLOBAL_PRIVACY_CONTROL = 8;
  private static final int CONTAINER_DEFAULTS_COUNT = 4;

  /// Numbers of the pairs, in order.
  private final int[] numbers;

  private Gcd(int[] numbers) {
    this.numbers = numbers;
  }

  static Optional<ConsentMode> read(String text) {
    int end = 1 + 2 * TYPES;
    if (text.length() <= end || text.length() > end + 3 || text.charAt(0) != '1') {
      return Optional.empty();
    }
    var numbers = new int[text.length() - 1];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = ALPHABET.indexOf(text.charAt(i + 1));
      if (numbers[i] < 0) {
        return Optional.empty();
      }
    }
    var gcd = new Gcd(numbers);
    boolean ads = (numbers[2 * TYPES] & GLOBAL_PRIVACY_CONTROL) == 0;
    return Optional.of(
        new ConsentMode(
            gcd.state(0, 0),
            gcd.state(1, 0),
            ads ? gcd.state(2, 0) : State.DENIED,
            ads ? gcd.state(3, 0) : State.DENIED));
  }

  /// The update beats the default, that of the container beats that of the page, both what another
  /// type has and what was declared. Of the tag's presumption a denial counts, and a grant does
  /// not.
  ///
  /// @param followed how many types led here
  private State state(int type, int followed) {
    int told = numbers[2 * type + 1];
    int follows = (numbers[2 * type] >> 2) - FIRST_FOLLOWED;
    return said(told)
        .or(() -> said(containerDefault(type).orElse(told >> 2)))
        .or(() ->
            follows >= 0 && followed < TYPES
                ? Optional.of(state(follows, followed + 1)).filter(state -> state != State.UNSET)
                : Optional.empty())
        .or(() -> said(told >> 4))
        .orElse((numbers[2 * type] & 3) == DENIED ? State.DENIED : State.UNSET);
  }

  private Optional<Integer> containerDefault(int type) {
    int first = 2 * TYPES + 1;
    if (numbers.length < first + 2 || (numbers[first + 1] & CONTAINER_DEFAULTS_COUNT) == 0) {
      return Optional.empty();
    }
    return Optional.of(type < 3 ? numbers[first] >> (4 - 2 * type) : numbers[first + 1]);
  }

  /// @param number whose last two bits say it
  private static Optional<State> said(int number) {
    return switch (number & 3) {
      case GRANTED -> Optional.of(State.GRANTED);
      case DENIED -> Optional.of(State.DENIED);
      default -> Optional.empty();
    };
  }
}
