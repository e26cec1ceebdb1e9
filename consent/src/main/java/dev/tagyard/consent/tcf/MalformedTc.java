package dev.tagyard.consent.tcf;

/// Ends the reading of a broken string; [TcReader] turns it into a value.
final class MalformedTc extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final TcReason reason;

  MalformedTc(TcReason reason) {
    super(reason.label(), null, false, false);
    this.reason = reason;
  }
}
