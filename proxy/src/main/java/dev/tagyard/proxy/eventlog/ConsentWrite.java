package dev.tagyard.proxy.eventlog;

import java.time.Instant;

/// A change to what is kept of a visitor's consent.
public sealed interface ConsentWrite {
  VisitorHash visitor();

  /// @param until when it is forgotten by itself
  record Keep(VisitorHash visitor, KeptConsent consent, Instant until) implements ConsentWrite {}

  /// A transaction or cart whose consent is that of a visitor.
  record Link(VisitorHash visitor, VisitorHash to, Instant until) implements ConsentWrite {}

  record Stop(VisitorHash visitor, Withdrawal withdrawal, Instant until) implements ConsentWrite {}

  /// The kept decision goes; a withdrawal stays.
  record Forget(VisitorHash visitor) implements ConsentWrite {}
}
