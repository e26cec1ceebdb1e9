package dev.tagyard.consent.tcf;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether a readable TC string may be used at all, by the rules of the framework and of ours.
public final class Usability {
  /// From this day on (UTC) a string without disclosed vendors is invalid: TCF 2.3.
  public static final LocalDate DISCLOSURE_SINCE = LocalDate.of(2026, 3, 1);

  private static final int OLDEST_POLICY = 4;

  private Usability() {}

  /// Everything that forbids the use of the string, the first being the one to name; empty when it
  /// can be used. Only the UTC day counts, since strings carry no finer time.
  ///
  /// @param maxAge of LastUpdated; absent: no limit
  /// @param platforms absent: every consent platform is believed
  public static List<TcReason> faults(
      TcString string, LocalDate today, Optional<Period> maxAge, Optional<CmpList> platforms) {
    var faults = new ArrayList<TcReason>();
    var updated = day(string.lastUpdated());
    var created = day(string.created());
    var made = updated.isBefore(created) ? created : updated;
    if (string.policyVersion() < OLDEST_POLICY) {
      faults.add(TcReason.POLICY_LT_4);
    }
    if (!string.serviceSpecific()) {
      faults.add(TcReason.NOT_SERVICE_SPECIFIC);
    }
    if (!made.isBefore(DISCLOSURE_SINCE)
        && string.disclosedVendors().map(VendorSet::isEmpty).orElse(true)) {
      faults.add(TcReason.NO_DISCLOSED_VENDORS);
    }
    if (maxAge.isPresent() && updated.isBefore(today.minus(maxAge.get()))) {
      faults.add(TcReason.TCF_TOO_OLD);
    }
    if (made.isAfter(today.plusDays(1))) {
      faults.add(TcReason.TCF_FROM_FUTURE);
    }
    platforms.flatMap(list -> list.fault(string.cmpId(), today)).ifPresent(faults::add);
    return List.copyOf(faults);
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }
}
