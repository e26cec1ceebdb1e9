package dev.tagyard.consent;

import java.util.Locale;
import java.util.Optional;

/// Google's consent types.
public enum GoogleType {
  AD_STORAGE,
  AD_USER_DATA,
  AD_PERSONALIZATION,
  ANALYTICS_STORAGE;

  /// As Google writes it, such as `ad_storage`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<GoogleType> ofWireName(String name) {
    for (var type : values()) {
      if (type.wireName().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
