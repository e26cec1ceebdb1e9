package dev.tagyard.proxy.intake;

import java.util.List;

/// What became of a request's events, once what was accepted is on disk.
///
/// @param accepted event ids
/// @param setCookies values of `Set-Cookie` headers
public record Receipt(
    List<String> accepted,
    List<Withheld> withheld,
    List<Rejected> rejected,
    List<String> setCookies) {
  public Receipt {
    accepted = List.copyOf(accepted);
    withheld = List.copyOf(withheld);
    rejected = List.copyOf(rejected);
    setCookies = List.copyOf(setCookies);
  }

  /// Well-formed, and nobody may have it: nothing of it was kept.
  public record Withheld(int index, String reason) {}

  /// Malformed.
  public record Rejected(int index, String error) {}

  public boolean allMalformed() {
    return accepted.isEmpty() && withheld.isEmpty() && !rejected.isEmpty();
  }
}
