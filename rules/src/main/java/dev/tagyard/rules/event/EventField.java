package dev.tagyard.rules.event;

/// A field of the native event.
///
/// @param path dotted; `params.items[].price` for a field of each list element
public record EventField(String path, Type type, String doc) {

  /// What stands in a field.
  public enum Type {
    TEXT,
    NUMBER,
    INTEGER,
    BOOLEAN,
    /// Milliseconds since the epoch, UTC.
    TIME,
    /// Only the fields that the table lists below it.
    OBJECT,
    /// Any further field may stand below it.
    OPEN_OBJECT,
    /// Elements cannot be addressed by a path.
    LIST
  }
}
