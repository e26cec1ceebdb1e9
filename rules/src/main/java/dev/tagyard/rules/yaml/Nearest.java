package dev.tagyard.rules.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Guesses which word was meant.
public final class Nearest {
  private Nearest() {}

  /// The candidate that the fewest typing mistakes away gives the word; absent when none is near.
  public static Optional<String> to(String word, Collection<String> candidates) {
    var tolerance = Math.max(2, word.length() / 3);
    return candidates.stream()
        .filter(candidate -> distance(word, candidate) <= tolerance)
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  /// `; did you mean "token"?`, or nothing.
  public static String hint(String word, Collection<String> candidates) {
    return to(word, candidates).map(near -> "; did you mean \"" + near + "\"?").orElse("");
  }

  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (var j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (var i = 1; i <= a.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j <= b.length(); j++) {
        var replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
