package dev.tagyard.proxy.eventlog;

/// A [VisitorKey] as it stands on disk: a keyed hash, never readable.
public record VisitorHash(long high, long low) {}
