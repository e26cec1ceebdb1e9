package dev.tagyard.rules.script;

/// A value that only the script knows how to read.
///
/// @param guest the engine's own object
record ScriptValue(Object guest) {}
