package dev.tagyard.proxy.plan;

import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.plan.DestinationConfiguration.BrowserTag;
import java.util.Set;

/// A destination as configured.
///
/// @param type name of its kind
/// @param events that go there; empty for all
public record PlannedDestination(
    String name,
    String type,
    Destination destination,
    Credentials credentials,
    Set<String> events,
    BrowserTag browserTag,
    Sending sending) {
  public PlannedDestination {
    events = Set.copyOf(events);
  }

  public boolean wants(String eventName) {
    return events.isEmpty() || events.contains(eventName);
  }
}
