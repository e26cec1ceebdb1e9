package dev.tagyard.proxy.source.nativeevent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.consent.ConsentSignals;
import dev.tagyard.consent.GoogleType;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads the `consent` object of a native event. What cannot be read counts as not said.
public final class NativeConsent {
  private static final int MOST_CATEGORIES = 50;
  private static final int LONGEST_CATEGORY = 64;

  private NativeConsent() {}

  public static ConsentSignals read(JsonNode consent) {
    if (!consent.isObject() || consent.isEmpty()) {
      return ConsentSignals.NONE;
    }
    var signals = ConsentSignals.builder();
    flag(consent.path("gdpr")).ifPresent(signals::gdpr);
    text(consent, "tcf", signals::tcf);
    text(consent, "ac", signals::additionalConsent);
    text(consent, "gpp", signals::gpp);
    text(consent, "gpp_sid", signals::gppSid);
    text(consent, "usp", signals::usPrivacy);
    text(consent, "gcs", signals::gcs);
    text(consent, "gcd", signals::gcd);
    signals.categories(categories(consent.path("categories")));
    signals.google(google(consent.path("google")));
    flag(consent.path("gpc")).ifPresent(signals::gpc);
    return signals.build();
  }

  private static void text(JsonNode consent, String key, Consumer<String> found) {
    var node = consent.path(key);
    if ((node.isTextual() || node.isNumber()) && !node.asText().isEmpty()) {
      found.accept(node.asText());
    }
  }

  /// 1, 0, true, false, also as text.
  static Optional<Boolean> flag(JsonNode node) {
    return switch (node.asText()) {
      case "1", "true" -> Optional.of(true);
      case "0", "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Map<String, Boolean> categories(JsonNode node) {
    var categories = new HashMap<String, Boolean>();
    for (var entry : node.properties()) {
      if (categories.size() < MOST_CATEGORIES && entry.getKey().length() <= LONGEST_CATEGORY) {
        // What is neither yes nor no is no yes.
        categories.put(entry.getKey(), flag(entry.getValue()).orElse(false));
      }
    }
    return categories;
  }

  private static Map<GoogleType, Boolean> google(JsonNode node) {
    var types = new EnumMap<GoogleType, Boolean>(GoogleType.class);
    for (var entry : node.properties()) {
      GoogleType.ofWireName(entry.getKey())
          .ifPresent(type -> types.put(type, entry.getValue().asText().equals("granted")));
    }
    return types;
  }
}
