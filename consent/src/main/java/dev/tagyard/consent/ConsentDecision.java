package dev.tagyard.consent;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What the visitor's consent allows for one event, with the reason of each part.
///
/// @param law under which it was decided
/// @param lawReason why that law: `gdpr_flag`, `tc_string`, `region`, `unknown_region`, …
/// @param destinations by name, one for each destination that was asked for
/// @param evidence the facts that it rests on, by snake_case name, without any consent string or
///   identifier: they are kept and shown with each delivery
public record ConsentDecision(
    Law law,
    String lawReason,
    StorageDecision storage,
    Map<String, DestinationDecision> destinations,
    Map<String, String> evidence) {
  public ConsentDecision {
    destinations = Map.copyOf(destinations);
    evidence = Map.copyOf(evidence);
  }

  /// Where the visitor opted out with the operator: nothing may be kept and nobody has anything.
  public static ConsentDecision withdrawn(Set<String> destinations, Map<String, String> evidence) {
    return nothing(Reason.CONSENT_WITHDRAWN.label(), destinations, evidence);
  }

  /// Where it cannot be told any more what the visitor decided.
  public static ConsentDecision unreadable(Set<String> destinations) {
    return nothing(Reason.CONSENT_UNREADABLE.label(), destinations, Map.of());
  }

  private static ConsentDecision nothing(
      String reason, Set<String> destinations, Map<String, String> evidence) {
    return new ConsentDecision(
        Law.NONE,
        reason,
        new StorageDecision(false, reason),
        destinations.stream()
            .collect(Collectors.toMap(name -> name, _ -> DestinationDecision.deny(reason))),
        evidence);
  }

  /// What denies where nobody has refused: nothing was said or can be read, or not of this
  /// destination.
  public static boolean isRefusal(DestinationDecision decision) {
    return decision.verdict() != Verdict.ALLOW
        && !decision.reason().equals(Reason.NO_CONSENT_SIGNAL.label())
        && !decision.reason().equals(Reason.NOT_DECIDED.label())
        && !decision.reason().equals(Reason.CONSENT_UNREADABLE.label());
  }

  /// Whether nothing that was said agrees to anything or refuses it, as where a page tells that
  /// GDPR applies and its banner was not answered yet.
  public boolean isSilence() {
    return !storage.allowed()
        && !storage.isRefusal()
        && !anyAllowed()
        && destinations.values().stream().noneMatch(ConsentDecision::isRefusal);
  }

  /// The part of one destination; a destination that was not decided on may have nothing.
  public DestinationDecision of(String destination) {
    var decision = destinations.get(destination);
    return decision == null ? DestinationDecision.deny("not_decided") : decision;
  }

  /// Whether there is any destination that may have something of the event.
  public boolean anyAllowed() {
    for (var destination : destinations.values()) {
      if (destination.verdict() != Verdict.DENY) {
        return true;
      }
    }
    return false;
  }
}
