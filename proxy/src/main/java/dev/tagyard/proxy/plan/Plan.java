package dev.tagyard.proxy.plan;

import dev.tagyard.consent.ConsentDecider;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.Law;
import dev.tagyard.consent.StorageDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.proxy.visitor.Regions;
import dev.tagyard.rules.RuleSet;
import dev.tagyard.rules.event.Event;
import java.util.HashMap;
import java.util.Map;

/// The running configuration, swapped as a whole. Intake, dispatch and senders are handed it, and
/// that is all that they know of destinations.
///
/// @param version grows with each reload
/// @param destinations by name, in the order of the file
/// @param regions by address; knows nothing where no database is configured
public record Plan(
    long version,
    Configuration configuration,
    Map<String, PlannedDestination> destinations,
    ConsentDecider consent,
    Regions regions,
    RuleSet rules) {
  private static final String ASSUMED = "assumed";

  /// The same but for the rules.
  public Plan with(RuleSet others, long number) {
    return new Plan(number, configuration, destinations, consent, regions, others);
  }

  /// The decision where the operator vouches for the visitor's consent: all may have all.
  public ConsentDecision assumed() {
    var parts = new HashMap<String, DestinationDecision>();
    destinations
        .keySet()
        .forEach(name -> parts.put(name, DestinationDecision.allow(ASSUMED, VendorFlags.NONE)));
    return new ConsentDecision(
        Law.NONE, ASSUMED, new StorageDecision(true, ASSUMED), parts, Map.of());
  }

  /// The decision where the visitor opted out by the operator's own switch.
  public ConsentDecision optedOut() {
    return ConsentDecision.withdrawn(destinations.keySet(), Map.of());
  }

  /// Whether an event is a hit of a vendor's own tag that another destination is to have: the one
  /// of the stream that the hit names, or the first of the vendor's when it names none of ours.
  public boolean isForAnother(PlannedDestination destination, Event event) {
    var stream = destination.destination().streamId();
    if (stream.isEmpty() || event.text("source").filter(destination.type()::equals).isEmpty()) {
      return false;
    }
    var named = event.text(destination.type() + ".tid");
    var siblings =
        destinations.values().stream().filter(d -> d.type().equals(destination.type())).toList();
    var known =
        named.isPresent()
            && siblings.stream().anyMatch(d -> d.destination().streamId().equals(named));
    return known ? !stream.equals(named) : !siblings.getFirst().name().equals(destination.name());
  }
}
