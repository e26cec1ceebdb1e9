package dev.tagyard.proxy.destination;

/// A request that tries what is configured without counting anything.
///
/// @param call to be sent and interpreted as any other
/// @param tells what a good answer proves, and what not
public record Rehearsal(Call call, String tells) {}
