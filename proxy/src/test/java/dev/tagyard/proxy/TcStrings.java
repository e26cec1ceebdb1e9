package dev.tagyard.proxy;

import java.time.LocalDate;
import java.time.ZoneOffset;

/// TC strings of a day that a test chooses: those of a fixed day are too old one day.
final class TcStrings {
  /// What follows the dates: platform, purposes, vendors, disclosed vendors. Accepts all but
  /// precise location, for 16 vendors, 755 among them.
  static final String ACCEPTED =
      "EsAEBDECyFgAP_gAEPgAAYgIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMwHFwCAAQAAyAB4AEc"
          + "BaIC8wGSAOLAAA.IIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMw";

  static final String ACCEPTED_WITH_LOCATION = ACCEPTED.replaceFirst("FgAP", "FoAP");

  static final String REFUSED =
      "EsAEBDECyFgAAAAAAAAAAYgAAAAAAAA.IIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMw";

  /// Purposes 1 to 7, and no vendor's bit: Google's analytics is refused.
  static final String MARKETING_ALONE =
      "EsAEBDECyFgAP4AAAAAAAYgAAAAAAAA.IIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMw";

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private TcStrings() {}

  static String ofYesterday(String choice) {
    return of(LocalDate.now(ZoneOffset.UTC).minusDays(1), choice);
  }

  static String of(LocalDate day, String choice) {
    var tenths = day.toEpochDay() * 864_000L;
    var date = new StringBuilder();
    for (var i = 5; i >= 0; i--) {
      date.append(LETTERS.charAt((int) (tenths >> (6 * i) & 63)));
    }
    return "C" + date + date + choice;
  }
}
