package dev.tagyard.consent;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What one destination needs before it may have an event. Each kind of signal that is present must
/// agree; kinds that are absent say nothing, yet under GDPR at least one must have agreed.
///
/// @param tcf how a TC string is asked
/// @param additionalConsent provider id in Google's Additional Consent string, for vendors that the
///   TCF list does not have
/// @param google Google consent types that must all be granted
/// @param categories plain categories that must all be true
/// @param signal a category by this name that the operator sets for this vendor alone; it can stand
///   in for Additional Consent
/// @param optedOut what a US opt-out (GPC, GPP, US Privacy) means here
/// @param otherwise what a refusal means here: deny, or the restricted form
/// @param restrictedWithoutStorage the restricted form may go under GDPR even where storage was
///   refused; off unless the operator says so
public record ConsentPolicy(
    Tcf tcf,
    OptionalInt additionalConsent,
    Set<GoogleType> google,
    Set<String> categories,
    Optional<String> signal,
    Verdict optedOut,
    Verdict otherwise,
    boolean restrictedWithoutStorage) {
  public ConsentPolicy {
    google = Set.copyOf(google);
    categories = Set.copyOf(categories);
  }

  /// How a TC string is asked.
  ///
  /// @param vendor the id in the Global Vendor List; absent for a vendor that is not in it: then
  ///   the string cannot speak for it, and Additional Consent or the operator's signal must too
  /// @param purposesAlone the receiver is not a vendor of its own (`vendor: none`): the purposes'
  ///   consent bits alone decide
  /// @param purposes that must all pass
  /// @param declared basis by purpose for a listed vendor, used where no vendor list is loaded;
  ///   where it is empty, each purpose is asked for by consent
  /// @param flexible purposes whose basis a publisher restriction may change
  /// @param consentCountsForLegitimateInterest for vendors that accept either basis, as Google says
  ///   of itself
  public record Tcf(
      OptionalInt vendor,
      boolean purposesAlone,
      Set<Integer> purposes,
      Map<Integer, Basis> declared,
      Set<Integer> flexible,
      boolean consentCountsForLegitimateInterest) {
    public Tcf {
      purposes = Set.copyOf(purposes);
      declared = Map.copyOf(declared);
      flexible = Set.copyOf(flexible);
    }
  }

  /// Legal basis that a vendor declares for a purpose.
  public enum Basis {
    CONSENT,
    LEGITIMATE_INTEREST
  }
}
