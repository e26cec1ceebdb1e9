package dev.tagyard.consent;

import java.util.List;
import java.util.SplittableRandom;

/// Breaks strings in the ways that transports, people and attackers break them.
public final class Mutations {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final String ODD = "+/=.~ %,{}:\u0000é\ud83d$1Y";

  private Mutations() {}

  /// One of the strings, changed up to six times.
  public static String mutate(List<String> strings, SplittableRandom random) {
    var text = new StringBuilder(strings.get(random.nextInt(strings.size())));
    for (int i = random.nextInt(6); i >= 0; i--) {
      change(text, strings, random);
    }
    return text.toString();
  }

  private static void change(StringBuilder text, List<String> strings, SplittableRandom random) {
    int at = random.nextInt(text.length() + 1);
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3, 4 -> text.replace(at, Math.min(at + 1, text.length()), valid(random));
      case 5, 6 -> text.insert(at, valid(random));
      case 7 -> text.delete(at, Math.min(at + 1 + random.nextInt(4), text.length()));
      case 8 -> text.setLength(at);
      case 9 -> text.insert(at, ODD.charAt(random.nextInt(ODD.length())));
      case 10 -> {
        var other = strings.get(random.nextInt(strings.size()));
        text.append(other, Math.min(other.length(), at), other.length());
      }
      default -> text.append('.').append(valid(random)).append(valid(random));
    }
  }

  private static String valid(SplittableRandom random) {
    return String.valueOf(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
  }
}
