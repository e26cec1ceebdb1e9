package dev.tagyard.consent;

/// May identifiers be set on, or kept from, the visitor's device?
public record StorageDecision(boolean allowed, String reason) {
  /// Whether somebody refused it, and not only nobody agreed.
  public boolean isRefusal() {
    return !allowed && !reason.equals(Reason.NO_CONSENT_SIGNAL.label());
  }
}
