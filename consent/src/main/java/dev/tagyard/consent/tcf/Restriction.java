package dev.tagyard.consent.tcf;

/// What the publisher restricts: one purpose for a list of vendors.
///
/// @param type 0 not allowed, 1 require consent, 2 require legitimate interest, 3 undefined
public record Restriction(int purpose, int type, VendorSet vendors) {
  public static final int NOT_ALLOWED = 0;
  public static final int REQUIRE_CONSENT = 1;
  public static final int REQUIRE_LEGITIMATE_INTEREST = 2;
}
