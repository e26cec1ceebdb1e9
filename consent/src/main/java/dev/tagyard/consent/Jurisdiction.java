package dev.tagyard.consent;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Which kind of law a decision is made under, and why.
///
/// @param reason `gdpr_flag`, `region`, `tc_string`, `gpp_sid` or `unknown_region`
/// @param country of the visitor, where the server can tell
/// @param unitedStates whether the address or the page says that the visitor is there, whatever the
///   law
record Jurisdiction(Law law, String reason, Optional<String> country, boolean unitedStates) {
  /// What address databases and CDNs say when they do not know.
  private static final Set<String> NO_COUNTRY = Set.of("XX", "ZZ", "T1", "A1", "A2", "AP", "O1");

  private static final String UNITED_STATES = "US";

  /// @param usableTcf whether a TC string arrived that can be used
  static Jurisdiction of(
      Optional<Boolean> gdpr,
      boolean usableTcf,
      Optional<GppSid> sid,
      Region region,
      Law unknownRegion) {
    var country = country(region);
    boolean unitedStates =
        (sid.isPresent() && sid.get().unitedStates())
            || country.filter(UNITED_STATES::equals).isPresent();
    if (gdpr.isPresent() && gdpr.get()) {
      return new Jurisdiction(Law.GDPR, "gdpr_flag", country, unitedStates);
    }
    // A page that says it does not apply is believed, but not against the address.
    if (country.filter(Europe::has).isPresent()) {
      return new Jurisdiction(Law.GDPR, "region", country, unitedStates);
    }
    if (gdpr.isPresent()) {
      return new Jurisdiction(unitedStates ? Law.US : Law.NONE, "gdpr_flag", country, unitedStates);
    }
    if (usableTcf) {
      // Under which law a banner asked says nothing of where the visitor is.
      var withoutIt = of(gdpr, false, sid, region, unknownRegion);
      return new Jurisdiction(Law.GDPR, "tc_string", country, withoutIt.maybeUnitedStates());
    }
    if (sid.isPresent() && sid.get().europe()) {
      return new Jurisdiction(Law.GDPR, "gpp_sid", country, unitedStates);
    }
    if (sid.isPresent() && sid.get().unitedStates()) {
      return new Jurisdiction(Law.US, "gpp_sid", country, unitedStates);
    }
    if (country.isPresent()) {
      return new Jurisdiction(unitedStates ? Law.US : Law.NONE, "region", country, unitedStates);
    }
    return sid.isPresent()
        ? new Jurisdiction(Law.NONE, "gpp_sid", country, unitedStates)
        : new Jurisdiction(unknownRegion, "unknown_region", country, unitedStates);
  }

  /// Whether the visitor is, or for all the server can tell may be, in the United States.
  boolean maybeUnitedStates() {
    return unitedStates || law == Law.US || (law == Law.NONE && country.isEmpty());
  }

  private static Optional<String> country(Region region) {
    return region
        .country()
        .map(code -> code.strip().toUpperCase(Locale.ROOT))
        .filter(code -> code.length() == 2 && !NO_COUNTRY.contains(code));
  }
}
