package dev.tagyard.consent;

import java.util.Set;

/// What one destination may have of one event.
///
/// @param reason snake_case, from a fixed list: it is also a metric label
/// @param groups the field groups that may go; none for deny; for allow all of them, but for the
///   address of who did not opt in to precise location
public record DestinationDecision(
    Verdict verdict, String reason, Set<FieldGroup> groups, VendorFlags flags) {
  private static final Set<FieldGroup> ALL = Set.of(FieldGroup.values());

  public DestinationDecision {
    groups = Set.copyOf(groups);
  }

  public static DestinationDecision allow(String reason, VendorFlags flags) {
    return new DestinationDecision(Verdict.ALLOW, reason, ALL, flags);
  }

  public static DestinationDecision deny(String reason) {
    return new DestinationDecision(Verdict.DENY, reason, Set.of(), VendorFlags.NONE);
  }
}
