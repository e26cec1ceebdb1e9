package dev.tagyard.rules;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// What a rule set knows of a rule besides what it does.
///
/// @param name unique in its set
/// @param file as the author names it, from the rules folder
/// @param line where it begins
/// @param destinations those that it is for; absent for all, which it then sees once together
public record RuleInfo(
    String name, String file, int line, Optional<Set<String>> destinations, OnError onError) {
  public RuleInfo {
    destinations =
        destinations.map(names -> Collections.unmodifiableSet(new LinkedHashSet<>(names)));
  }
}
