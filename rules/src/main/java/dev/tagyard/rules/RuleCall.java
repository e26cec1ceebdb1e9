package dev.tagyard.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.script.Scripts;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What a rule may know besides the event.
///
/// @param destination the one it runs for; absent where it runs for several together
/// @param now what a script takes for the time: when the event was received
/// @param scripts the calling thread's JavaScript; absent where no rule is a script
record RuleCall(
    Optional<String> destination,
    Map<String, ObjectNode> consent,
    Instant now,
    Optional<Scripts> scripts) {}
