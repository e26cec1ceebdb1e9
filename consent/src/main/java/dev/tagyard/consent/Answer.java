package dev.tagyard.consent;

/// What one kind of signal says about one destination.
sealed interface Answer {
  Answer SILENT = new Silent();

  record Agreed(Reason reason) implements Answer {}

  /// @param line the line of the policy that was not met
  /// @param total not even the restricted form may go under GDPR
  record Refused(String reason, String line, boolean total) implements Answer {}

  record Silent() implements Answer {}

  static Answer refused(Reason reason, String line) {
    return new Refused(reason.label(), line, false);
  }
}
