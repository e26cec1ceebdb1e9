package dev.tagyard.proxy.standin;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A request that a stand-in got, and what it thinks of it.
///
/// @param query as it came, without the question mark; empty for none
/// @param headers by name in lower case
/// @param violations of the vendor's rules; empty for a good request
/// @param events that the request carried, in its order
/// @param status of the answer; 0 when there was none
/// @param taken whether the vendor keeps the events: a good answer, or one that got lost
public record StandInRequest(
    String vendor,
    String method,
    String path,
    String query,
    Map<String, String> headers,
    String body,
    Instant at,
    List<String> violations,
    List<EventSeen> events,
    int status,
    boolean taken) {

  /// An event of a request, by the names that the vendor has for them; empty text for none.
  public record EventSeen(String name, String id) {}

  public StandInRequest {
    headers = Map.copyOf(headers);
    violations = List.copyOf(violations);
    events = List.copyOf(events);
  }
}
