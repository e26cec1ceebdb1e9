package dev.tagyard.consent;

import dev.tagyard.consent.signal.ConsentMode;
import dev.tagyard.consent.signal.ConsentMode.State;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Google's consent types from all places that spoke of them, the strictest winning.
///
/// @param types what was said; a type that nobody spoke of is not in it
record GoogleState(Map<GoogleType, Boolean> types) {
  static final GoogleState SILENT = new GoogleState(Map.of());

  GoogleState {
    types = Map.copyOf(types);
  }

  /// @param unsetDenies Google's own tag takes "not set" for granted; under GDPR we do not
  static GoogleState merge(
      Map<GoogleType, Boolean> spoken,
      Optional<ConsentMode> gcs,
      Optional<ConsentMode> gcd,
      boolean unsetDenies) {
    if (spoken.isEmpty() && gcs.isEmpty() && gcd.isEmpty()) {
      return SILENT;
    }
    var types = new EnumMap<GoogleType, Boolean>(GoogleType.class);
    spoken.forEach((type, granted) -> types.merge(type, granted, Boolean::logicalAnd));
    gcs.ifPresent(mode -> add(types, mode, unsetDenies));
    gcd.ifPresent(mode -> add(types, mode, unsetDenies));
    return new GoogleState(types);
  }

  private static void add(Map<GoogleType, Boolean> types, ConsentMode mode, boolean unsetDenies) {
    for (var type : GoogleType.values()) {
      var said =
          switch (type) {
            case AD_STORAGE -> mode.adStorage();
            case ANALYTICS_STORAGE -> mode.analyticsStorage();
            case AD_USER_DATA -> mode.adUserData();
            case AD_PERSONALIZATION -> mode.adPersonalization();
          };
      if (said == State.GRANTED) {
        types.merge(type, true, Boolean::logicalAnd);
      } else if (said == State.DENIED || (said == State.UNSET && unsetDenies)) {
        types.put(type, false);
      }
    }
  }

  boolean granted(GoogleType type) {
    return Boolean.TRUE.equals(types.get(type));
  }

  boolean denied(GoogleType type) {
    return Boolean.FALSE.equals(types.get(type));
  }

  Optional<Boolean> of(GoogleType type) {
    return Optional.ofNullable(types.get(type));
  }
}
