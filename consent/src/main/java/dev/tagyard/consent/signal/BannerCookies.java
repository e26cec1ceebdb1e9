package dev.tagyard.consent.signal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Plain categories from the cookies in which consent banners without TCF keep the choice. A cookie
/// that does not parse whole counts as a refusal of all.
///
/// @param oneTrustGroups category by OneTrust's group id; the ids are each site's to rename
public record BannerCookies(Map<String, String> oneTrustGroups) {
  public static final BannerCookies DEFAULT =
      new BannerCookies(
          Map.of(
              "C0002", "statistics",
              "C0003", "preferences",
              "C0004", "marketing",
              "C0005", "social_media"));

  private static final int MAX_LENGTH = 8_192;
  private static final Map<String, Boolean> REFUSED =
      Map.of("preferences", false, "statistics", false, "marketing", false);

  /// Category by cookie.
  private static final Map<String, String> COMPLIANZ =
      Map.of(
          "cmplz_preferences", "preferences",
          "cmplz_statistics", "statistics",
          "cmplz_marketing", "marketing");

  private static final Pattern ONE_TRUST_GROUP = Pattern.compile("([A-Za-z0-9_-]{1,40}):([01])");
  private static final Pattern COOKIEBOT_FIELD =
      Pattern.compile("([A-Za-z]{1,20}):(?:(true|false)|-?[0-9]{1,16}|'[^',]{0,200}')");
  private static final Pattern COOKIEYES_FIELD =
      Pattern.compile("([A-Za-z0-9_-]{1,40}):([^:,]{0,100})");

  public BannerCookies {
    oneTrustGroups = Map.copyOf(oneTrustGroups);
  }

  /// The categories of the first banner whose cookie is there; none when there is no such cookie,
  /// or it says that nothing was chosen yet.
  ///
  /// @param cookies values by name, as they came in the request
  public Map<String, Boolean> categories(Map<String, String> cookies) {
    if (cookies.containsKey("CookieConsent")) {
      return cookiebot(cookies.getOrDefault("CookieConsent", ""));
    }
    if (cookies.containsKey("OptanonConsent")) {
      return oneTrust(cookies.getOrDefault("OptanonConsent", ""));
    }
    if (cookies.containsKey("cookieyes-consent")) {
      return cookieYes(cookies.getOrDefault("cookieyes-consent", ""));
    }
    return complianz(cookies);
  }

  /// `{stamp:'…',necessary:true,preferences:false,statistics:true,marketing:false,ver:1,…}`; `0`
  /// and `-1` stand for no choice.
  private static Map<String, Boolean> cookiebot(String value) {
    var text = decoded(value).orElse("");
    if (text.equals("0") || text.equals("-1")) {
      return Map.of();
    }
    if (!text.startsWith("{") || !text.endsWith("}") || text.length() < 2) {
      return REFUSED;
    }
    var flags = new HashMap<String, Boolean>();
    for (var field : text.substring(1, text.length() - 1).split(",", -1)) {
      var match = COOKIEBOT_FIELD.matcher(field);
      if (!match.matches()) {
        return REFUSED;
      }
      var flag = Optional.ofNullable(match.group(2));
      if (flag.isPresent() && flags.put(match.group(1), flag.get().equals("true")) != null) {
        return REFUSED;
      }
    }
    return flags.keySet().containsAll(REFUSED.keySet())
        ? Map.of(
            "preferences", flags.getOrDefault("preferences", false),
            "statistics", flags.getOrDefault("statistics", false),
            "marketing", flags.getOrDefault("marketing", false))
        : REFUSED;
  }

  /// A query string with `groups=C0001:1,C0002:0,…`. Of two groups with one category both must be
  /// on; groups that the map does not have are the site's own.
  private Map<String, Boolean> oneTrust(String value) {
    var query = value.contains("groups=") ? Optional.of(value) : decoded(value);
    Optional<String> groups = Optional.empty();
    for (var pair : query.filter(BannerCookies::bearable).orElse("").split("&", -1)) {
      if (pair.startsWith("groups=")) {
        if (groups.isPresent()) {
          return REFUSED;
        }
        groups = decoded(pair.substring("groups=".length()));
      }
    }
    var categories = new HashMap<String, Boolean>();
    for (var group : groups.orElse("").split(",", -1)) {
      var match = ONE_TRUST_GROUP.matcher(group);
      if (!match.matches()) {
        return REFUSED;
      }
      boolean on = match.group(2).equals("1");
      Optional.ofNullable(oneTrustGroups.get(match.group(1)))
          .ifPresent(category -> categories.merge(category, on, Boolean::logicalAnd));
    }
    return Map.copyOf(categories);
  }

  /// `consentid:…,consent:yes,action:yes,necessary:yes,functional:no,analytics:yes,…`; without an
  /// action the visitor has not chosen.
  private static Map<String, Boolean> cookieYes(String value) {
    var fields = new HashMap<String, String>();
    for (var field : decoded(value).orElse("").split(",", -1)) {
      var match = COOKIEYES_FIELD.matcher(field);
      if (!match.matches() || fields.put(match.group(1), match.group(2)) != null) {
        return REFUSED;
      }
    }
    if (!fields.keySet().containsAll(Set.of("functional", "analytics", "advertisement"))) {
      return REFUSED;
    }
    boolean chosen = yes(fields, "action") && yes(fields, "consent");
    return Map.of(
        "preferences", chosen && yes(fields, "functional"),
        "statistics", chosen && yes(fields, "analytics"),
        "marketing", chosen && yes(fields, "advertisement"));
  }

  private static boolean yes(Map<String, String> fields, String name) {
    return fields.getOrDefault(name, "").equals("yes");
  }

  /// A cookie for each category, `allow` or `deny`.
  private static Map<String, Boolean> complianz(Map<String, String> cookies) {
    var categories = new HashMap<String, Boolean>();
    COMPLIANZ.forEach((cookie, category) -> {
      if (cookies.containsKey(cookie)) {
        categories.put(category, "allow".equals(cookies.get(cookie)));
      }
    });
    return Map.copyOf(categories);
  }

  private static Optional<String> decoded(String value) {
    if (!bearable(value)) {
      return Optional.empty();
    }
    try {
      return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean bearable(String value) {
    return value.length() <= MAX_LENGTH;
  }
}
