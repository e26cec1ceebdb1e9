package dev.tagyard.proxy.plan;

import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.plan.DestinationConfiguration.BrowserTag;
import dev.tagyard.proxy.scripted.ScriptedDestination;
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

  /// Ends what it runs: a script. Called when no plan holds it any more.
  void close() {
    if (destination instanceof ScriptedDestination scripted) {
      scripted.close();
    }
  }

  public boolean wants(String eventName) {
    return events.isEmpty() || events.contains(eventName);
  }
}
