package dev.tagyard.proxy.eventlog;

/// A journal entry and its place.
public record Journaled(Position position, JournalEntry entry) {}
