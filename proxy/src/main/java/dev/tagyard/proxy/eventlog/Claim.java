package dev.tagyard.proxy.eventlog;

import java.time.Instant;
import java.util.Map;

/// Which destinations a claimed id has been served to, and by what kind of copy.
///
/// @param served destination name → whether a trusted (server) copy served it
/// @param expires when the claim is forgotten
public record Claim(Map<String, Boolean> served, Instant expires) {
  public Claim {
    served = Map.copyOf(served);
  }
}
