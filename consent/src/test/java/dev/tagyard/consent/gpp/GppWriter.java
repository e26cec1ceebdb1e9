package dev.tagyard.consent.gpp;

/// Writes parts of GPP strings for tests.
final class GppWriter {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private GppWriter() {}

  /// A header with one group of sections.
  static String header(int first, int last) {
    var group =
        first == last ? "0" + fibonacci(first) : "1" + fibonacci(first) + fibonacci(last - first);
    return sextets("000011" + "000001" + "000000000001" + group);
  }

  /// Bits as base64url characters, filled up with zeros.
  static String sextets(String bits) {
    var filled = bits + "0".repeat((6 - bits.length() % 6) % 6);
    var text = new StringBuilder();
    for (int i = 0; i < filled.length(); i += 6) {
      text.append(ALPHABET.charAt(Integer.parseInt(filled.substring(i, i + 6), 2)));
    }
    return text.toString();
  }

  static String fibonacci(int number) {
    int[] weights = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144};
    int top = weights.length - 1;
    while (weights[top] > number) {
      top--;
    }
    var bits = new StringBuilder("1");
    int left = number;
    for (int i = top; i >= 0; i--) {
      boolean set = weights[i] <= left;
      bits.insert(0, set ? '1' : '0');
      left -= set ? weights[i] : 0;
    }
    return bits.toString();
  }
}
