package dev.tagyard.consent.tcf;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The Global Vendor List, cut to what a decision needs. It is optional: none is shipped, and
/// whoever has one parses it and fills the builder.
///
/// @param version the list's `vendorListVersion`
public record VendorList(int version, Map<Integer, VendorDeclaration> vendors) {
  public VendorList {
    vendors = Map.copyOf(vendors);
  }

  public Optional<VendorDeclaration> vendor(int id) {
    return Optional.ofNullable(vendors.get(id));
  }

  public static Builder builder(int version) {
    return new Builder(version);
  }

  /// Collects the entries under `vendors` of the published list.
  public static final class Builder {
    private final int version;
    private final Map<Integer, VendorDeclaration> vendors = new HashMap<>();

    private Builder(int version) {
      this.version = version;
    }

    public Builder vendor(
        int id,
        String name,
        Collection<Integer> purposes,
        Collection<Integer> legIntPurposes,
        Collection<Integer> flexiblePurposes,
        Optional<LocalDate> deletedDate) {
      vendors.put(
          id,
          new VendorDeclaration(
              name,
              Purposes.of(purposes),
              Purposes.of(legIntPurposes),
              Purposes.of(flexiblePurposes),
              deletedDate));
      return this;
    }

    public VendorList build() {
      return new VendorList(version, vendors);
    }
  }
}
