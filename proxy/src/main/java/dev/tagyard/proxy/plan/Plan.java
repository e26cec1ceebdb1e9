package dev.tagyard.proxy.plan;

import dev.tagyard.consent.ConsentDecider;
import dev.tagyard.rules.RuleSet;
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
    RuleSet rules) {}
