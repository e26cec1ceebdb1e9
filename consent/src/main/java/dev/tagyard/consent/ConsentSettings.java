package dev.tagyard.consent;

import dev.tagyard.consent.tcf.CmpList;
import dev.tagyard.consent.tcf.VendorList;
import java.time.Period;
import java.util.Optional;
import java.util.Set;

/// What an operator sets about consent for all destinations together.
///
/// @param unknownRegion what is presumed when neither the event nor the address tells
/// @param maxAge of a TC string since its last update; absent: no limit
/// @param vendorList declarations that override those of the policies
/// @param cmpList consent platforms whose strings are believed; absent: all
/// @param gpcEverywhere Global Privacy Control counts for every visitor, not only for those who
///   are, or may be, in the United States
/// @param storageCategories plain categories of which one must be true before identifiers may be
///   stored; those that a policy names are added to them
/// @param cachedDecisions how many decisions are kept for equal signals
public record ConsentSettings(
    Law unknownRegion,
    Optional<Period> maxAge,
    Optional<VendorList> vendorList,
    Optional<CmpList> cmpList,
    boolean gpcEverywhere,
    Set<String> storageCategories,
    int cachedDecisions) {
  public static final ConsentSettings DEFAULT =
      new ConsentSettings(
          Law.GDPR,
          Optional.of(Period.ofMonths(13)),
          Optional.empty(),
          Optional.empty(),
          false,
          Set.of("marketing", "statistics"),
          4_096);

  public ConsentSettings {
    storageCategories = Set.copyOf(storageCategories);
  }

  public ConsentSettings withUnknownRegion(Law law) {
    return new ConsentSettings(
        law, maxAge, vendorList, cmpList, gpcEverywhere, storageCategories, cachedDecisions);
  }

  public ConsentSettings withMaxAge(Optional<Period> age) {
    return new ConsentSettings(
        unknownRegion, age, vendorList, cmpList, gpcEverywhere, storageCategories, cachedDecisions);
  }

  public ConsentSettings withVendorList(Optional<VendorList> list) {
    return new ConsentSettings(
        unknownRegion, maxAge, list, cmpList, gpcEverywhere, storageCategories, cachedDecisions);
  }

  public ConsentSettings withCmpList(Optional<CmpList> list) {
    return new ConsentSettings(
        unknownRegion, maxAge, vendorList, list, gpcEverywhere, storageCategories, cachedDecisions);
  }

  public ConsentSettings withGpcEverywhere(boolean everywhere) {
    return new ConsentSettings(
        unknownRegion, maxAge, vendorList, cmpList, everywhere, storageCategories, cachedDecisions);
  }
}
