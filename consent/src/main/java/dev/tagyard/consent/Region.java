package dev.tagyard.consent;

import java.util.Optional;

/// Where the visitor is, as far as the server can tell.
///
/// @param country ISO 3166-1 alpha-2 in capitals
/// @param subdivision ISO 3166-2 part after the dash, such as `CA`
public record Region(Optional<String> country, Optional<String> subdivision) {
  public static final Region UNKNOWN = new Region(Optional.empty(), Optional.empty());

  public static Region ofCountry(String country) {
    return new Region(Optional.of(country), Optional.empty());
  }
}
