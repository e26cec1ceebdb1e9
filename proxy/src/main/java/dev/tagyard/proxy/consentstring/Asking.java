package dev.tagyard.proxy.consentstring;

import dev.tagyard.consent.tcf.CmpList;
import dev.tagyard.consent.tcf.VendorList;
import java.time.LocalDate;
import java.time.Period;
import java.util.Optional;
import java.util.Set;

/// What a string is looked at with.
///
/// @param maxAge of a TC string; absent: no limit
/// @param platforms whose strings are believed; absent: all
/// @param list for the names of vendors
/// @param vendors that some destination is; they are always shown
/// @param allVendors whether every vendor of the string is listed
public record Asking(
    LocalDate today,
    Optional<Period> maxAge,
    Optional<CmpList> platforms,
    Optional<VendorList> list,
    Set<Integer> vendors,
    boolean allVendors) {
  public Asking {
    vendors = Set.copyOf(vendors);
  }
}
