package dev.tagyard.consent.tcf;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// May a vendor process for a purpose? Written from the text of the framework, on plain sets, and
/// without a line of what it judges.
final class SlowOracle {
  record Restricted(int purpose, int type, Set<Integer> vendors) {}

  record Fields(
      LocalDate made,
      LocalDate updated,
      int policy,
      boolean specific,
      Set<Integer> purposes,
      Set<Integer> interests,
      Set<Integer> vendorConsents,
      Set<Integer> vendorInterests,
      List<Restricted> restrictions,
      Set<Integer> disclosed) {}

  record Declared(
      Set<Integer> consent, Set<Integer> interest, Set<Integer> flexible, boolean deleted) {}

  private SlowOracle() {}

  static Optional<String> unusable(Fields f, LocalDate today) {
    if (f.policy < 4) {
      return Optional.of("policy_lt_4");
    }
    if (!f.specific) {
      return Optional.of("not_service_specific");
    }
    if (f.disclosed.isEmpty() && !f.made.isBefore(LocalDate.of(2026, 3, 1))) {
      return Optional.of("no_disclosed_vendors");
    }
    if (f.updated.plusMonths(13).isBefore(today)) {
      return Optional.of("tcf_too_old");
    }
    if (f.made.isAfter(today.plusDays(1))) {
      return Optional.of("tcf_from_future");
    }
    return Optional.empty();
  }

  static String ask(
      Fields f,
      int vendor,
      int purpose,
      Optional<Declared> inList,
      boolean consentCounts,
      LocalDate today) {
    // 1. The string is usable.
    if (unusable(f, today).isPresent()) {
      return unusable(f, today).get();
    }
    // 2. The vendor is in the list and not deleted.
    if (inList.isEmpty()) {
      return "vendor_not_in_gvl";
    }
    var declared = inList.get();
    if (declared.deleted) {
      return "vendor_deleted";
    }
    // 3. Disclosed vendors are there and it is not among them.
    if (!f.disclosed.isEmpty() && !f.disclosed.contains(vendor)) {
      return "not_disclosed";
    }
    // 4. All restrictions for this purpose and vendor.
    var types =
        f.restrictions.stream()
            .filter(r -> r.purpose == purpose && r.vendors.contains(vendor))
            .map(Restricted::type)
            .collect(Collectors.toSet());
    if (types.contains(0)) {
      return "restricted_not_allowed";
    }
    if (types.contains(3) || types.containsAll(Set.of(1, 2))) {
      return "restriction_undefined";
    }
    // 5. and 6. The basis: a row for each restriction, a column for each declaration.
    boolean flexible = declared.flexible.contains(purpose);
    String basis;
    if (declared.consent.contains(purpose)) {
      basis = types.contains(2) ? (flexible ? "li" : "no") : "consent";
    } else if (declared.interest.contains(purpose)) {
      basis = types.contains(1) ? (flexible ? "consent" : "no") : "li";
    } else {
      return "purpose_not_declared";
    }
    if (basis.equals("no")) {
      return "restriction_not_flexible";
    }
    // 7. No legitimate interest for these.
    if (basis.equals("li") && Set.of(1, 3, 4, 5, 6).contains(purpose)) {
      return "li_forbidden";
    }
    // 8. Both bits of that same basis.
    boolean consented = f.purposes.contains(purpose) && f.vendorConsents.contains(vendor);
    if (basis.equals("consent")) {
      return consented
          ? "ok"
          : f.purposes.contains(purpose) ? "vendor_consent_off" : "purpose_consent_off";
    }
    boolean interested = f.interests.contains(purpose) && f.vendorInterests.contains(vendor);
    if (interested || (consentCounts && consented && types.isEmpty())) {
      return "ok";
    }
    return f.interests.contains(purpose) ? "vendor_li_off" : "purpose_li_off";
  }
}
