package dev.tagyard.proxy.doctor;

/// What a look at one thing showed.
///
/// @param name of the thing, such as `dns`
/// @param found one sentence
/// @param todo one sentence; empty when there is nothing to do
public record Finding(String name, Status status, String found, String todo) {
  /// How bad it is. What was skipped may be either.
  public enum Status {
    OK,
    WARN,
    FAIL,
    SKIPPED
  }

  static Finding ok(String name, String found) {
    return new Finding(name, Status.OK, found, "");
  }

  static Finding warn(String name, String found, String todo) {
    return new Finding(name, Status.WARN, found, todo);
  }

  static Finding fail(String name, String found, String todo) {
    return new Finding(name, Status.FAIL, found, todo);
  }

  static Finding skipped(String name, String found, String todo) {
    return new Finding(name, Status.SKIPPED, found, todo);
  }
}
