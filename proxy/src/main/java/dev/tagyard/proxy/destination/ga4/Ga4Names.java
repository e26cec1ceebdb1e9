package dev.tagyard.proxy.destination.ga4;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Which names Google Analytics takes from outside, and what becomes of the others. Source:
/// <https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference>, read
/// 2026-11-22.
final class Ga4Names {
  /// Names that mean the same as one that may be sent, or that Google reports by.
  static final Map<String, String> STAND_INS =
      Map.of("screen_view", "page_view", "error", "exception", "cancel", "refund");

  static final Set<String> RESERVED =
      Set.of(
          "ad_activeview",
          "ad_click",
          "ad_exposure",
          "ad_impression",
          "ad_query",
          "adunit_exposure",
          "app_clear_data",
          "app_exception",
          "app_install",
          "app_remove",
          "app_store_refund",
          "app_store_subscription_cancel",
          "app_store_subscription_convert",
          "app_store_subscription_renew",
          "app_update",
          "app_upgrade",
          "dynamic_link_app_open",
          "dynamic_link_app_update",
          "dynamic_link_first_open",
          "error",
          "firebase_campaign",
          "first_open",
          "first_visit",
          "in_app_purchase",
          "notification_dismiss",
          "notification_foreground",
          "notification_open",
          "notification_receive",
          "notification_send",
          "os_update",
          "screen_view",
          "session_start",
          "user_engagement");

  static final Set<String> RESERVED_PREFIXES = Set.of("_", "firebase_", "ga_", "google_", "gtag.");

  /// What Google itself keeps of a user.
  private static final Set<String> RESERVED_USER_PROPERTIES =
      Set.of(
          "first_open_time",
          "first_visit_time",
          "last_deep_link_referrer",
          "user_id",
          "first_open_after_install");

  private static final int LONGEST = 40;
  private static final int LONGEST_USER_PROPERTY = 24;
  private static final Pattern ODD = Pattern.compile("[^A-Za-z0-9_]");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,39}");

  /// Of all events come the same few names; bounded, for a page may send any.
  private static final int KNOWN = 4_096;

  /// Longer ones are not kept.
  private static final int LONG = 100;

  private static final LoadingCache<String, Optional<String>> EVENTS = known(Ga4Names::eventOf);
  private static final LoadingCache<String, Optional<String>> PARAMS = known(Ga4Names::paramOf);

  private Ga4Names() {}

  private static LoadingCache<String, Optional<String>> known(
      Function<String, Optional<String>> make) {
    return Caffeine.newBuilder().executor(Runnable::run).maximumSize(KNOWN).build(make::apply);
  }

  /// The name to send; other characters than letters, digits and `_` become `_`.
  ///
  /// @return empty when it cannot be sent
  static Optional<String> event(String ours) {
    return ours.length() > LONG ? eventOf(ours) : EVENTS.get(ours);
  }

  private static Optional<String> eventOf(String ours) {
    var name = STAND_INS.getOrDefault(ours, ODD.matcher(ours).replaceAll("_"));
    return allowed(name) && !reserved(ours) ? Optional.of(name) : Optional.empty();
  }

  /// Why [#event] is empty.
  static String refusal(String ours) {
    return reserved(ours) ? "event_name_reserved" : "event_name_invalid";
  }

  /// The name of a parameter, cut to what Google keeps of it.
  static Optional<String> param(String ours) {
    return ours.length() > LONG ? paramOf(ours) : PARAMS.get(ours);
  }

  private static Optional<String> paramOf(String ours) {
    var cut = cut(ours, LONGEST);
    return allowed(cut) && !cut.equals("firebase_conversion") ? Optional.of(cut) : Optional.empty();
  }

  /// The name of a user property, likewise.
  static Optional<String> userProperty(String ours) {
    var cut = cut(ours, LONGEST_USER_PROPERTY);
    return wellFormed(cut) && !RESERVED_USER_PROPERTIES.contains(cut)
        ? Optional.of(cut)
        : Optional.empty();
  }

  private static String cut(String ours, int most) {
    var name = ODD.matcher(ours).replaceAll("_");
    return name.length() > most ? name.substring(0, most) : name;
  }

  private static boolean reserved(String ours) {
    return (RESERVED.contains(ours) && !STAND_INS.containsKey(ours))
        || RESERVED_PREFIXES.stream().anyMatch(ours::startsWith);
  }

  private static boolean allowed(String name) {
    return wellFormed(name) && !RESERVED.contains(name);
  }

  private static boolean wellFormed(String name) {
    return NAME.matcher(name).matches() && RESERVED_PREFIXES.stream().noneMatch(name::startsWith);
  }
}
