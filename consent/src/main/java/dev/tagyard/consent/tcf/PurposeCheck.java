package dev.tagyard.consent.tcf;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// May a vendor process for a purpose, by a string that can be used ([Usability])?
public final class PurposeCheck {
  /// No legitimate interest for these: never for 1, and not for 3 to 6 since TCF 2.2.
  private static final Purposes CONSENT_ONLY = Purposes.of(List.of(1, 3, 4, 5, 6));

  private PurposeCheck() {}

  /// @param declared by the vendor; absent when it is not in the vendor list
  /// @param consentCounts consent serves as well where the vendor declares legitimate interest and
  ///   the publisher restricts nothing, as Google says of itself
  public static PurposeAnswer ask(
      TcString string,
      int vendor,
      Optional<VendorDeclaration> declared,
      int purpose,
      boolean consentCounts,
      LocalDate today) {
    if (declared.isEmpty()) {
      return PurposeAnswer.no(TcReason.VENDOR_NOT_IN_GVL);
    }
    var declaration = declared.get();
    if (declaration.deleted().isPresent() && !declaration.deleted().get().isAfter(today)) {
      return PurposeAnswer.no(TcReason.VENDOR_DELETED);
    }
    var view = string.vendor(vendor);
    if (!view.disclosed()) {
      return PurposeAnswer.no(TcReason.NOT_DISCLOSED);
    }
    int restrictions = view.restrictions(purpose);
    if (has(restrictions, Restriction.NOT_ALLOWED)) {
      return PurposeAnswer.no(TcReason.RESTRICTED_NOT_ALLOWED);
    }
    boolean needConsent = has(restrictions, Restriction.REQUIRE_CONSENT);
    boolean needInterest = has(restrictions, Restriction.REQUIRE_LEGITIMATE_INTEREST);
    if (has(restrictions, 3) || (needConsent && needInterest)) {
      return PurposeAnswer.no(TcReason.RESTRICTION_UNDEFINED);
    }
    var basis = declaration.basis(purpose);
    if (basis.isEmpty()) {
      return PurposeAnswer.no(TcReason.PURPOSE_NOT_DECLARED);
    }
    var wanted = basis.get();
    if (needConsent || needInterest) {
      wanted = needConsent ? LegalBasis.CONSENT : LegalBasis.LEGITIMATE_INTEREST;
      if (wanted != basis.get() && !declaration.flexible().contains(purpose)) {
        return PurposeAnswer.no(TcReason.RESTRICTION_NOT_FLEXIBLE);
      }
    }
    if (wanted == LegalBasis.LEGITIMATE_INTEREST && CONSENT_ONLY.contains(purpose)) {
      return PurposeAnswer.of(TcReason.LI_FORBIDDEN, wanted);
    }
    var reason = bits(string, view, purpose, wanted);
    boolean insteadOfInterest =
        consentCounts && restrictions == 0 && wanted == LegalBasis.LEGITIMATE_INTEREST;
    if (reason != TcReason.OK
        && insteadOfInterest
        && bits(string, view, purpose, LegalBasis.CONSENT) == TcReason.OK) {
      return PurposeAnswer.of(TcReason.OK, LegalBasis.CONSENT);
    }
    return PurposeAnswer.of(reason, wanted);
  }

  private static boolean has(int types, int type) {
    return (types >> type & 1) != 0;
  }

  /// The purpose's bit and the vendor's bit must both be of the same basis.
  private static TcReason bits(TcString string, VendorView vendor, int purpose, LegalBasis basis) {
    return switch (basis) {
      case CONSENT ->
          !string.purposeConsents().contains(purpose)
              ? TcReason.PURPOSE_CONSENT_OFF
              : vendor.consent() ? TcReason.OK : TcReason.VENDOR_CONSENT_OFF;
      case LEGITIMATE_INTEREST ->
          !string.purposeLegitimateInterests().contains(purpose)
              ? TcReason.PURPOSE_LI_OFF
              : vendor.legitimateInterest() ? TcReason.OK : TcReason.VENDOR_LI_OFF;
    };
  }
}
