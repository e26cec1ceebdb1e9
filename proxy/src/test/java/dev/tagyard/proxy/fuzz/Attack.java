package dev.tagyard.proxy.fuzz;

import java.nio.charset.StandardCharsets;

/// Bytes for one connection, and what its sender does then.
///
/// @param kind for the summary
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
record Attack(String kind, byte[] bytes, Then then) {
  /// What the sender does once the bytes are out.
  sealed interface Then {
    /// Waits for so many answers, and goes on with the connection if it is still there.
    ///
    /// @param toHead whether the last is to a HEAD request, and so without a body
    record Answers(int count, boolean toHead) implements Then {}

    /// Ends its half, and reads until the server ends the other.
    record UntilClosed() implements Then {}

    /// Goes away without a look.
    record Gone() implements Then {}

    /// Writes the bytes a few at a time, then waits for one answer.
    record Slow() implements Then {}
  }

  /// How many requests the bytes are meant to be.
  int requests() {
    return then instanceof Then.Answers(var count, _) ? count : 1;
  }

  static Attack answered(String kind, String text) {
    return new Attack(kind, latin(text), new Then.Answers(1, text.startsWith("HEAD ")));
  }

  static Attack unsure(String kind, String text) {
    return new Attack(kind, latin(text), new Then.UntilClosed());
  }

  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
