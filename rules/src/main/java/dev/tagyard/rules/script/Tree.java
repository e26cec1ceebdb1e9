package dev.tagyard.rules.script;

import com.fasterxml.jackson.databind.JsonNode;

/// A piece of an event as a script sees it: a view of the event's own tree that copies what the
/// script writes to. It may hold values of the script, so that a script finds again the very object
/// that it put in.
sealed interface Tree permits TreeObject, TreeArray {
  /// The tree with all changes; the one that it was made of where there are none.
  JsonNode toNode(TreeValues values, int depth);
}
