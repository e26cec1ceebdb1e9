package dev.tagyard.rules.yaml;

/// An operator's mistake: where it is, and what was wanted.
///
/// @param file as the operator named it
/// @param line from 1; 0 when it is about the file as a whole
/// @param path dotted YAML path; empty when there is none
public record Problem(String file, int line, String path, String message) {
  /// `tagyard.yaml:31: destinations.meta.timeout: must be a duration such as 5s, not "soon"`.
  @Override
  public String toString() {
    return file
        + (line > 0 ? ":" + line : "")
        + ": "
        + (path.isEmpty() ? "" : path + ": ")
        + message;
  }
}
