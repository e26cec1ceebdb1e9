package dev.tagyard.proxy.plan;

/// A share, written as `10%`.
///
/// @param share from 0 to 1
public record Percent(double share) {
  /// @throws IllegalArgumentException saying what was expected
  public static Percent parse(String text) {
    try {
      var number =
          text.endsWith("%") ? Double.parseDouble(text.substring(0, text.length() - 1)) : -1;
      if (number >= 0 && number <= 100) {
        return new Percent(number / 100);
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the same complaint.
    }
    throw new IllegalArgumentException("must be a share such as 10%, not \"" + text + "\"");
  }

  @Override
  public String toString() {
    return share * 100 + "%";
  }
}
