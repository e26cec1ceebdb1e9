package dev.tagyard.proxy.plan;

import dev.tagyard.consent.ConsentDecider;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.Law;
import dev.tagyard.consent.StorageDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.rules.RuleSet;
import java.util.HashMap;
import java.util.Map;

/// The running configuration, swapped as a whole. Intake, dispatch and senders are handed it, and
/// that is all that they know of destinations.
///
/// @param version grows with each reload
/// @param destinations by name, in the order of the file
public record Plan(
    long version,
    Configuration configuration,
    Map<String, PlannedDestination> destinations,
    ConsentDecider consent,
    RuleSet rules) {
  private static final String ASSUMED = "assumed";

  /// The decision where the operator vouches for the visitor's consent: all may have all.
  public ConsentDecision assumed() {
    var parts = new HashMap<String, DestinationDecision>();
    destinations
        .keySet()
        .forEach(name -> parts.put(name, DestinationDecision.allow(ASSUMED, VendorFlags.NONE)));
    return new ConsentDecision(
        Law.NONE, ASSUMED, new StorageDecision(true, ASSUMED), parts, Map.of());
  }
}
