package dev.tagyard.proxy.eventlog;

import java.util.Locale;

/// Where an accepted event ended for one destination. For each destination, accepted is the sum of
/// these and of what waits in journal and outbox.
public enum Term {
  DELIVERED,
  REJECTED,
  EXPIRED,
  WITHHELD,
  DUPLICATE,
  DROPPED,
  FILTERED,
  NOT_SUPPORTED,
  UNKNOWN,
  /// Rendered and looked at, and not sent: the destination's mode is shadow.
  SHADOWED,
  /// Taken by the vendor's test mode.
  TESTED;

  private final String label = name().toLowerCase(Locale.ROOT);

  public String label() {
    return label;
  }
}
