package dev.tagyard.consent;

import dev.tagyard.consent.gpp.GppReader;
import dev.tagyard.consent.gpp.UsChoice;
import dev.tagyard.consent.gpp.UsSection;
import dev.tagyard.consent.tcf.Restriction;
import dev.tagyard.consent.tcf.TcReader;
import dev.tagyard.consent.tcf.TcString;
import dev.tagyard.consent.tcf.Usability;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What forbids that a destination has an event whole, by `docs/consent.md` and without a line of
/// what it judges: on texts and plain sets, each kind of signal by itself. Of the long strings the
/// readers' word is taken, which `TcAgreementTest` and `GppAgreementTest` hold to those of others.
///
/// @param today what the age of a TC string is counted to
record Prohibitions(ConsentSignals signals, Region region, LocalDate today) {
  private static final String IDS = "((?:[0-9]{1,7}(?:\\.[0-9]{1,7})*)?)";
  private static final Pattern ADDITIONAL_1 = Pattern.compile("1~" + IDS);
  private static final Pattern ADDITIONAL_2 =
      Pattern.compile("2~" + IDS + "~dv(?:\\." + IDS + ")?");
  private static final Pattern SECTIONS =
      Pattern.compile("\\s*[0-9]{1,3}\\s*(,\\s*[0-9]{1,3}\\s*)*");
  private static final Set<String> STORAGE = Set.of("marketing", "statistics");

  /// Place of each type in `gcd`, counted in pairs after its first character.
  private static final Map<GoogleType, Integer> PAIRS =
      Map.of(
          GoogleType.AD_STORAGE, 0,
          GoogleType.ANALYTICS_STORAGE, 1,
          GoogleType.AD_USER_DATA, 2,
          GoogleType.AD_PERSONALIZATION, 3);

  private static final String GCD_NUMBERS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

  /// The first that is found.
  Optional<String> of(ConsentPolicy policy) {
    if (tcfInForce() && !agreesByTcf(policy)) {
      return Optional.of("tcf");
    }
    if (storageCategoriesRefused() || refusedByCategory(policy)) {
      return Optional.of("categories");
    }
    if (policy.google().stream().anyMatch(this::denied)) {
      return Optional.of("google");
    }
    if (policy.optedOut() != Verdict.ALLOW && optedOut()) {
      return Optional.of("opt-out");
    }
    return gdpr() && !somethingAgrees(policy) ? Optional.of("silence") : Optional.empty();
  }

  // The law.

  private boolean gdpr() {
    if (signals.gdpr().isPresent()) {
      return signals.gdpr().get() || country().equals("FR");
    }
    if (country().equals("FR") || usable().isPresent()) {
      return true;
    }
    return sections().isEmpty()
        ? country().isEmpty()
        : sections().get().contains(1) || sections().get().contains(2);
  }

  private String country() {
    return region.country().filter(code -> code.length() == 2).orElse("");
  }

  /// Absent where the page names none, does not know them yet, or cannot be understood.
  private Optional<Set<Integer>> sections() {
    var text = signals.gppSid().orElse("").strip();
    if (text.equals("-1")) {
      return Optional.of(Set.of());
    }
    return SECTIONS.matcher(text).matches() && !text.equals("0") && text.length() <= 128
        ? Optional.of(numbers(text, ","))
        : Optional.empty();
  }

  // The TC string.

  private Optional<String> tcf() {
    var alone = signals.tcf().filter(text -> !text.isEmpty());
    boolean europe =
        sections().isEmpty() || sections().get().contains(1) || sections().get().contains(2);
    return alone.isPresent() || !europe
        ? alone
        : signals
            .gpp()
            .flatMap(GppReader::read)
            .flatMap(gpp -> Optional.ofNullable(gpp.sections().get(2)));
  }

  private boolean tcfInForce() {
    return tcf().isPresent() && (gdpr() || signals.gdpr().isEmpty());
  }

  private Optional<TcString> usable() {
    var settings = ConsentSettings.DEFAULT;
    return tcf()
        .flatMap(text -> TcReader.read(text).parsed())
        .filter(string ->
            Usability.faults(string, today, settings.maxAge(), Optional.empty()).isEmpty());
  }

  private boolean agreesByTcf(ConsentPolicy policy) {
    var vendor = policy.tcf().vendor();
    var string = usable();
    return string.isPresent()
        && policy.tcf().purposes().stream()
            .allMatch(purpose ->
                vendor.isEmpty()
                    ? string.get().purposeConsents().contains(purpose)
                    : agrees(string.get(), vendor.getAsInt(), purpose))
        && (vendor.isPresent() || policy.tcf().purposesAlone() || agreesBeyondList(policy));
  }

  private static boolean agrees(TcString string, int vendor, int purpose) {
    boolean consent =
        string.purposeConsents().contains(purpose) && string.vendorConsents().contains(vendor);
    boolean interest =
        purpose >= 7
            && string.purposeLegitimateInterests().contains(purpose)
            && string.vendorLegitimateInterests().contains(vendor);
    // A list of nobody counts as none: whether there has to be one is a matter of usability.
    var shown = string.disclosedVendors().filter(vendors -> !vendors.isEmpty());
    boolean disclosed = shown.isEmpty() || shown.get().contains(vendor);
    return disclosed
        && (consent || interest)
        && string.restrictions().stream()
            .noneMatch(each ->
                each.type() == Restriction.NOT_ALLOWED
                    && each.purpose() == purpose
                    && each.vendors().contains(vendor));
  }

  private boolean agreesBeyondList(ConsentPolicy policy) {
    var provider = policy.additionalConsent().orElseThrow();
    var text = signals.additionalConsent().orElse("");
    var first = ADDITIONAL_1.matcher(text);
    var second = ADDITIONAL_2.matcher(text);
    if (first.matches()) {
      return numbers(first.group(1), "\\.").contains(provider) || agreesBySignal(policy);
    }
    if (second.matches()) {
      var refused = Optional.ofNullable(second.group(2)).orElse("");
      return numbers(second.group(1), "\\.").contains(provider)
          || (agreesBySignal(policy) && !numbers(refused, "\\.").contains(provider));
    }
    return text.isEmpty() && agreesBySignal(policy);
  }

  private static Set<Integer> numbers(String text, String separator) {
    var numbers = new HashSet<Integer>();
    Arrays.stream(text.split(separator, -1))
        .map(String::strip)
        .filter(number -> !number.isEmpty())
        .forEach(number -> numbers.add(Integer.valueOf(number)));
    return numbers;
  }

  // Categories.

  private boolean agreesBySignal(ConsentPolicy policy) {
    return policy.signal().filter(this::agrees).isPresent();
  }

  private boolean agrees(String category) {
    return signals.categories().getOrDefault(category, false);
  }

  private boolean refused(String category) {
    return !signals.categories().getOrDefault(category, true);
  }

  private boolean refusedByCategory(ConsentPolicy policy) {
    return policy.categories().stream().anyMatch(this::refused)
        || policy.signal().filter(this::refused).isPresent();
  }

  private boolean storageCategoriesRefused() {
    return STORAGE.stream().anyMatch(this::refused) && STORAGE.stream().noneMatch(this::agrees);
  }

  // Google's consent types.

  private boolean denied(GoogleType type) {
    return signals.gcs().filter(text -> !text.isEmpty() && deniedByGcs(type, text)).isPresent()
        || signals.gcd().filter(text -> !text.isEmpty() && deniedByGcd(type, text)).isPresent();
  }

  private boolean deniedByGcs(GoogleType type, String text) {
    if (!text.matches("G1[01-]{2}")) {
      return true;
    }
    var said =
        switch (type) {
          case AD_STORAGE -> text.charAt(2);
          case ANALYTICS_STORAGE -> text.charAt(3);
          case AD_USER_DATA, AD_PERSONALIZATION -> '1';
        };
    return said == '0' || (said == '-' && gdpr());
  }

  /// Whatever else it says, the last update has the last word.
  private static boolean deniedByGcd(GoogleType type, String text) {
    if (!text.matches("1[0-9a-zA-Z_-]{9,11}")) {
      return true;
    }
    int told = GCD_NUMBERS.indexOf(text.charAt(2 + 2 * PAIRS.getOrDefault(type, 0)));
    return (told & 3) == 2;
  }

  // Opt-outs.

  private boolean optedOut() {
    if (signals.gpc() && country().equals("US")) {
      return true;
    }
    if (signals.usPrivacy().filter(Prohibitions::optedOut).isPresent()) {
      return true;
    }
    var gpp = signals.gpp().filter(text -> !text.isEmpty());
    var read = gpp.flatMap(GppReader::read);
    return read.isEmpty()
        ? gpp.isPresent()
        : read.get().sections().entrySet().stream()
            .filter(each -> inForce(each.getKey()))
            .anyMatch(each -> optedOut(each.getKey(), each.getValue()));
  }

  private boolean inForce(int section) {
    if (section < 6) {
      return false;
    }
    if (sections().isPresent()) {
      return sections().get().contains(section);
    }
    return country().equals("US") ? section <= 7 : !gdpr();
  }

  private static boolean optedOut(int section, String text) {
    return section == 6
        ? optedOut(text)
        : UsSection.byId(section)
            .flatMap(known -> UsChoice.read(known, text))
            .map(UsChoice::optedOut)
            .orElse(true);
  }

  private static boolean optedOut(String usPrivacy) {
    return usPrivacy.matches("1[YyNn-][Yy][YyNn-]");
  }

  // Consent.

  private boolean somethingAgrees(ConsentPolicy policy) {
    return (tcfInForce() && agreesByTcf(policy))
        || agreesBySignal(policy)
        || (!policy.categories().isEmpty() && policy.categories().stream().allMatch(this::agrees))
        || (!policy.google().isEmpty() && policy.google().stream().allMatch(this::mayBeGranted));
  }

  private boolean mayBeGranted(GoogleType type) {
    boolean byGcs =
        signals.gcs().filter(text -> text.contains("1")).isPresent()
            && (type == GoogleType.AD_STORAGE || type == GoogleType.ANALYTICS_STORAGE);
    return (byGcs || signals.gcd().filter(text -> !text.isEmpty()).isPresent()) && !denied(type);
  }
}
