package dev.tagyard.consent.tcf;

/// All that a string says of one vendor, looked up once: sections may be long lists of ranges, and
/// many questions are asked of few vendors.
public final class VendorView {
  private final int vendor;
  private final boolean consent;
  private final boolean legitimateInterest;
  private final boolean disclosed;

  /// By purpose, one bit for each type.
  private final int[] restrictions;

  private static final int[] NONE = {};

  private VendorView(
      int vendor,
      boolean consent,
      boolean legitimateInterest,
      boolean disclosed,
      int[] restrictions) {
    this.vendor = vendor;
    this.consent = consent;
    this.legitimateInterest = legitimateInterest;
    this.disclosed = disclosed;
    this.restrictions = restrictions;
  }

  static VendorView of(TcString string, int vendor) {
    return new VendorView(
        vendor,
        string.vendorConsents().contains(vendor),
        string.vendorLegitimateInterests().contains(vendor),
        // An empty segment discloses nobody and counts as missing: then the string is either
        // unusable or from before disclosure was asked for.
        string
            .disclosedVendors()
            .map(vendors -> vendors.contains(vendor) || vendors.isEmpty())
            .orElse(true),
        restrictions(string, vendor));
  }

  private static int[] restrictions(TcString string, int vendor) {
    if (string.restrictions().isEmpty()) {
      return NONE;
    }
    // A purpose has six bits.
    var types = new int[64];
    for (var restriction : string.restrictions()) {
      if (restriction.vendors().contains(vendor)) {
        types[restriction.purpose()] |= 1 << restriction.type();
      }
    }
    return types;
  }

  int vendor() {
    return vendor;
  }

  public boolean consent() {
    return consent;
  }

  public boolean legitimateInterest() {
    return legitimateInterest;
  }

  /// Also where the string does not say who was disclosed.
  public boolean disclosed() {
    return disclosed;
  }

  /// The types of all restrictions for a purpose, one bit for each type.
  public int restrictions(int purpose) {
    return purpose >= 0 && purpose < restrictions.length ? restrictions[purpose] : 0;
  }
}
