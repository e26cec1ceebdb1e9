package dev.tagyard.rules;

import com.fasterxml.jackson.databind.JsonNode;

/// A field at which two events differ. To be read only.
///
/// @param path dotted; a name within may itself hold dots, so it is for showing and finds nothing
/// @param before a missing node where there is nothing
/// @param after likewise
public record Change(String path, JsonNode before, JsonNode after) {}
