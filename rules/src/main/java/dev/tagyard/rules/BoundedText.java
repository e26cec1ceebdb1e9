package dev.tagyard.rules;

import java.util.regex.Pattern;

/// Text that a regular expression may look at only so often: the JDK's matcher tries ways that can
/// grow without bound with the text, and asks for a character at each step of each.
final class BoundedText implements CharSequence {
  /// About a millisecond.
  static final int MOST_STEPS = 100_000;

  /// The expression would not come to an end soon.
  static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManySteps() {
      super("the regular expression takes too many steps", null, false, false);
    }
  }

  private final String text;
  private int steps;

  private BoundedText(String text) {
    this.text = text;
  }

  /// @throws TooManySteps also where the matcher runs out of stack
  static boolean find(Pattern expression, String text) {
    try {
      return expression.matcher(new BoundedText(text)).find();
    } catch (StackOverflowError tooDeep) {
      throw new TooManySteps();
    }
  }

  @Override
  public char charAt(int index) {
    steps++;
    if (steps > MOST_STEPS) {
      throw new TooManySteps();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
