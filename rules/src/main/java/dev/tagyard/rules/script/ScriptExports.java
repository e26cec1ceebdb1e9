package dev.tagyard.rules.script;

import java.util.List;
import java.util.Optional;

/// What a rule module says of itself.
///
/// @param destinations `export const destinations = ['meta']`
/// @param onError `export const onError = 'skip'`
/// @param line of the function that it exports
public record ScriptExports(
    Optional<List<String>> destinations, Optional<String> onError, int line) {}
