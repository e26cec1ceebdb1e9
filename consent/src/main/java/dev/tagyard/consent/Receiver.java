package dev.tagyard.consent;

import dev.tagyard.consent.ConsentPolicy.Basis;
import dev.tagyard.consent.tcf.PurposeCheck;
import dev.tagyard.consent.tcf.Purposes;
import dev.tagyard.consent.tcf.TcReason;
import dev.tagyard.consent.tcf.TcString;
import dev.tagyard.consent.tcf.VendorDeclaration;
import dev.tagyard.consent.tcf.VendorList;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A destination as a TC string sees it.
///
/// @param declared what its vendor declares; absent when the vendor list in use lacks it
/// @param purposes that must all pass, in order
/// @param lineKey under which evidence names the line of the policy that decided
/// @param vendorKey under which evidence tells of its vendor
record Receiver(
    String name,
    ConsentPolicy policy,
    Optional<VendorDeclaration> declared,
    List<Integer> purposes,
    String lineKey,
    String vendorKey) {
  private static final int STORAGE = 1;

  static Receiver of(String name, ConsentPolicy policy, Optional<VendorList> list) {
    var purposes = new TreeSet<>(policy.tcf().purposes());
    boolean unlisted = policy.tcf().vendor().isEmpty() && !policy.tcf().purposesAlone();
    if (unlisted) {
      purposes.add(STORAGE);
    }
    return new Receiver(
        name,
        policy,
        unlisted ? Optional.empty() : declared(policy.tcf(), list),
        List.copyOf(purposes),
        "line_" + name,
        "tcf_vendor_" + policy.tcf().vendor().orElse(0));
  }

  private static Optional<VendorDeclaration> declared(
      ConsentPolicy.Tcf tcf, Optional<VendorList> list) {
    if (tcf.vendor().isEmpty()) {
      return Optional.empty();
    }
    if (list.isPresent()) {
      return list.get().vendor(tcf.vendor().getAsInt());
    }
    // Where nothing is declared at all, the strictest basis is asked for.
    var consent = tcf.declared().isEmpty() ? tcf.purposes() : declared(tcf, Basis.CONSENT);
    return Optional.of(
        new VendorDeclaration(
            "",
            Purposes.of(consent),
            Purposes.of(declared(tcf, Basis.LEGITIMATE_INTEREST)),
            Purposes.of(tcf.flexible()),
            Optional.empty()));
  }

  private static Set<Integer> declared(ConsentPolicy.Tcf tcf, Basis basis) {
    return tcf.declared().entrySet().stream()
        .filter(entry -> entry.getValue() == basis)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /// Whether it is a vendor that the list does not have, for whom no TC string can speak alone.
  boolean unlisted() {
    return policy.tcf().vendor().isEmpty() && !policy.tcf().purposesAlone();
  }

  /// A listed vendor is asked for by its own bits; for any other the purpose must be consented.
  TcReason ask(TcString string, int purpose, LocalDate today) {
    var vendor = policy.tcf().vendor();
    if (vendor.isEmpty()) {
      return string.purposeConsents().contains(purpose)
          ? TcReason.OK
          : TcReason.PURPOSE_CONSENT_OFF;
    }
    return PurposeCheck.ask(
            string,
            vendor.getAsInt(),
            declared,
            purpose,
            policy.tcf().consentCountsForLegitimateInterest(),
            today)
        .reason();
  }

  boolean passes(TcString string, int purpose, LocalDate today) {
    return ask(string, purpose, today) == TcReason.OK;
  }
}
