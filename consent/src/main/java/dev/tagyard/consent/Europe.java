package dev.tagyard.consent;

import java.util.Locale;
import java.util.Set;

/// Where the GDPR, or a law made after it, holds: European Economic Area with the outermost regions
/// that have a code of their own, United Kingdom with Gibraltar, Switzerland.
public final class Europe {
  /// `EU` is what a CDN says when it knows no more.
  private static final Set<String> COUNTRIES =
      Set.of(
          ("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
                  + " IS LI NO GB CH AX GF GP MQ RE YT MF GI EU UK EL")
              .split(" "));

  private Europe() {}

  /// @param country a code of two letters, as a server or a user wrote it
  public static boolean has(String country) {
    return COUNTRIES.contains(country.strip().toUpperCase(Locale.ROOT));
  }
}
