package dev.tagyard.rules;

import dev.tagyard.rules.event.Event;

/// A rule failed on a destination's copy of an event.
///
/// @param message with file, line and column; may quote the event, so it is for the dead letter and
///   not for logs
/// @param event as it was before the rule
public record RuleFailure(String rule, RuleEnd end, String message, Event event) {}
