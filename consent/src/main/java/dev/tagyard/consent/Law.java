package dev.tagyard.consent;

/// The kind of law that a decision was made under. `NONE` presumes no law, yet a refusal counts.
public enum Law {
  GDPR,
  US,
  NONE
}
