package dev.tagyard.consent;

/// May identifiers be set on, or kept from, the visitor's device?
public record StorageDecision(boolean allowed, String reason) {}
