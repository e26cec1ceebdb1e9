package dev.tagyard.proxy.sender;

import java.util.Arrays;
import java.util.List;

/// The phone numbers of some events, by their last digits, since how one begins depends on its
/// form. All of them are looked for in one pass, however many there are.
final class OwnNumbers {
  static final OwnNumbers NONE = new OwnNumbers(new long[0]);

  private static final int MOST_DIGITS = 15;

  /// So many last digits are looked for; of a number that has fewer, one less.
  private static final int LAST = 8;

  private static final long SHORT = 10_000_000;
  private static final long LONG = 100_000_000;

  /// Sorted; a long one stands above all short ones.
  private final long[] ends;

  private OwnNumbers(long[] ends) {
    this.ends = ends;
  }

  /// @param phones in any form, also hashed, which is left out
  static OwnNumbers of(List<String> phones) {
    var ends =
        phones.stream()
            .map(PlainContact::digits)
            .filter(digits -> digits.length() >= LAST - 1 && digits.length() <= MOST_DIGITS)
            .mapToLong(OwnNumbers::end)
            .sorted()
            .distinct()
            .toArray();
    return ends.length == 0 ? NONE : new OwnNumbers(ends);
  }

  private static long end(String digits) {
    return digits.length() < LAST
        ? Long.parseLong(digits)
        : LONG + Long.parseLong(digits.substring(digits.length() - LAST));
  }

  boolean isEmpty() {
    return ends.length == 0;
  }

  /// Whether some digits end as one of the numbers does.
  ///
  /// @param value of the digits, or of the last of them
  /// @param count how many there are
  boolean endAs(long value, int count) {
    return (count >= LAST && has(LONG + value % LONG)) || (count >= LAST - 1 && has(value % SHORT));
  }

  private boolean has(long end) {
    return Arrays.binarySearch(ends, end) >= 0;
  }
}
