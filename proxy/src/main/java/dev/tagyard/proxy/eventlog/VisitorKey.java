package dev.tagyard.proxy.eventlog;

/// Something by which a visitor is known again.
///
/// @param kind `visitor`, `user`, `transaction` or `cart`
public record VisitorKey(String kind, String id) {
  /// Whether it stands for the visitor; the other kinds stand for one thing that a visitor did.
  public boolean ofPerson() {
    return kind.equals("visitor") || kind.equals("user");
  }

  @Override
  public String toString() {
    return kind + "/***";
  }
}
