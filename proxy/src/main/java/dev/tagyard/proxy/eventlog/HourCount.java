package dev.tagyard.proxy.eventlog;

import java.time.Instant;
import java.util.Map;

/// How the deliveries of one destination ended, of events of one name whose time lies in one hour.
///
/// @param hour its start
public record HourCount(String destination, Instant hour, String eventName, Map<Term, Long> terms) {
  public HourCount {
    terms = Map.copyOf(terms);
  }
}
