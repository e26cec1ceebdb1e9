package dev.tagyard.proxy.plan;

import dev.tagyard.consent.ConsentDecider;
import dev.tagyard.rules.RuleSet;
import dev.tagyard.rules.event.Event;
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
    var ours =
        named.isPresent()
            && siblings.stream().anyMatch(d -> d.destination().streamId().equals(named));
    return ours
        ? !stream.equals(named)
        : !siblings.getFirst().name().equals(destination.name());
  }
}
