package dev.tagyard.rules;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one call of a rule did to an event. Sets are taken over, not copied: they do not change any
/// more.
///
/// @param destinations whose copy it worked on
/// @param changed fields that differ afterwards, in any of the events it made
/// @param events how many it made of the one
/// @param withheld destinations that it took the event from
/// @param ignored paths that it tried to change and may not
/// @param log lines that a script logged
/// @param error what went wrong, with file, line and column; may quote the event
public record RuleTrace(
    String rule,
    Set<String> destinations,
    RuleEnd end,
    List<Change> changed,
    int events,
    Set<String> withheld,
    List<String> ignored,
    List<String> log,
    Optional<String> error,
    long micros) {
  public RuleTrace {
    destinations = Collections.unmodifiableSet(destinations);
    changed = List.copyOf(changed);
    withheld = Collections.unmodifiableSet(withheld);
    ignored = List.copyOf(ignored);
    log = List.copyOf(log);
  }
}
