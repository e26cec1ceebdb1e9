package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What a script finds in its second argument.
///
/// @param destination that it runs for; absent where it runs for several together
/// @param consent what it may know of the decision for each destination
public record ScriptCall(
    Optional<String> destination, Map<String, ObjectNode> consent, Instant now) {}
