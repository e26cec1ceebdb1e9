package dev.tagyard.consent;

/// What a destination may have of an event: all of it, a restricted form of it, or nothing.
public enum Verdict {
  ALLOW,
  RESTRICT,
  DENY
}
