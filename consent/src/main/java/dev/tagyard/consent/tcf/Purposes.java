package dev.tagyard.consent.tcf;

import java.util.Collection;

/// A set of purposes (or of special features), 1 to 24.
///
/// @param bits purpose 1 is the highest of 24 bits, as in the string
public record Purposes(int bits) {
  public static final Purposes NONE = new Purposes(0);
  public static final int MAX = 24;

  /// Numbers outside 1 to 24 are left out: no string can speak of them.
  public static Purposes of(Collection<Integer> purposes) {
    int bits = 0;
    for (int purpose : purposes) {
      if (purpose >= 1 && purpose <= MAX) {
        bits |= 1 << (MAX - purpose);
      }
    }
    return new Purposes(bits);
  }

  public boolean contains(int purpose) {
    return purpose >= 1 && purpose <= MAX && (bits >> (MAX - purpose) & 1) != 0;
  }

  /// The numbers in order, with blanks between.
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int purpose = 1; purpose <= MAX; purpose++) {
      if (contains(purpose)) {
        text.append(text.isEmpty() ? "" : " ").append(purpose);
      }
    }
    return text.toString();
  }
}
