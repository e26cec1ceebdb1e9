package dev.tagyard.consent.tcf;

import java.time.LocalDate;
import java.util.Optional;

/// What a vendor declares in the vendor list.
///
/// @param name for people; may be empty
/// @param consent purposes on the basis of consent
/// @param legitimateInterest purposes on that basis; none is in both
/// @param flexible purposes whose basis a publisher restriction may change
/// @param deleted the day (UTC) from which the vendor is no longer in the framework
public record VendorDeclaration(
    String name,
    Purposes consent,
    Purposes legitimateInterest,
    Purposes flexible,
    Optional<LocalDate> deleted) {

  private static final Optional<LegalBasis> BY_CONSENT = Optional.of(LegalBasis.CONSENT);
  private static final Optional<LegalBasis> BY_INTEREST =
      Optional.of(LegalBasis.LEGITIMATE_INTEREST);

  Optional<LegalBasis> basis(int purpose) {
    if (consent.contains(purpose)) {
      return BY_CONSENT;
    }
    return legitimateInterest.contains(purpose) ? BY_INTEREST : Optional.empty();
  }
}
