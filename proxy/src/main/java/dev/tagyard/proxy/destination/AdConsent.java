package dev.tagyard.proxy.destination;

import dev.tagyard.consent.ConsentPolicy;
import dev.tagyard.consent.ConsentPolicy.Basis;
import dev.tagyard.consent.GoogleType;
import dev.tagyard.consent.Verdict;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What receivers need where the configuration does not say. Vendors' declarations are those of the
/// TCF vendor list v123; a vendor list that is configured goes before them.
public final class AdConsent {
  /// An advertising vendor keeps ids on the device (1), makes ad profiles and uses them (3, 4), and
  /// measures ads (7).
  public static final Set<Integer> ADVERTISING = Set.of(1, 3, 4, 7);

  private static final Set<String> MARKETING = Set.of("marketing");
  private static final Set<GoogleType> ADS = Set.of(GoogleType.AD_STORAGE, GoogleType.AD_USER_DATA);

  private AdConsent() {}

  /// A vendor that is not in the TCF list: a TC string cannot speak for it.
  ///
  /// @param provider in Google's Additional Consent list; empty where it is not in that either
  /// @param optedOut RESTRICT where the vendor has a form for an opt-out in the United States
  public static ConsentPolicy unlisted(OptionalInt provider, Verdict optedOut) {
    return policy(
        new ConsentPolicy.Tcf(OptionalInt.empty(), false, ADVERTISING, Map.of(), Set.of(), false),
        provider,
        ADS,
        optedOut);
  }

  /// A vendor of the TCF list.
  ///
  /// @param purposes that must pass
  /// @param consent purposes that it declares by consent
  /// @param legitimate purposes that it declares by legitimate interest
  /// @param flexible purposes whose basis a publisher may change
  public static ConsentPolicy listed(
      int vendor,
      Set<Integer> purposes,
      Set<Integer> consent,
      Set<Integer> legitimate,
      Set<Integer> flexible,
      Verdict optedOut) {
    return policy(
        new ConsentPolicy.Tcf(
            OptionalInt.of(vendor),
            false,
            purposes,
            declared(consent, legitimate),
            flexible,
            false),
        OptionalInt.empty(),
        ADS,
        optedOut);
  }

  /// A receiver that is no vendor of its own: the purposes' consent alone decides. The click id was
  /// kept on the device (1), and a report measures an ad (7). An opt-out is a no.
  public static ConsentPolicy partner() {
    return policy(
        new ConsentPolicy.Tcf(OptionalInt.empty(), true, Set.of(1, 7), Map.of(), Set.of(), false),
        OptionalInt.empty(),
        Set.of(),
        Verdict.DENY);
  }

  /// A partner that is in the TCF list: it measures ads (7) with what it kept on the device (1).
  public static ConsentPolicy network(
      int vendor, Set<Integer> consent, Set<Integer> legitimate, Set<Integer> flexible) {
    return policy(
        new ConsentPolicy.Tcf(
            OptionalInt.of(vendor),
            false,
            Set.of(1, 7),
            declared(consent, legitimate),
            flexible,
            false),
        OptionalInt.empty(),
        Set.of(),
        Verdict.DENY);
  }

  /// The company's own store: nobody else gets anything. Ids were kept on the device (1) to
  /// understand audiences (9). An opt-out of sale or sharing is none of its business.
  public static ConsentPolicy ownStatistics() {
    return new ConsentPolicy(
        new ConsentPolicy.Tcf(OptionalInt.empty(), true, Set.of(1, 9), Map.of(), Set.of(), false),
        OptionalInt.empty(),
        Set.of(GoogleType.ANALYTICS_STORAGE),
        Set.of("statistics"),
        Optional.empty(),
        Verdict.ALLOW,
        Verdict.DENY,
        false);
  }

  private static ConsentPolicy policy(
      ConsentPolicy.Tcf tcf, OptionalInt provider, Set<GoogleType> google, Verdict optedOut) {
    return new ConsentPolicy(
        tcf, provider, google, MARKETING, Optional.empty(), optedOut, Verdict.DENY, false);
  }

  private static Map<Integer, Basis> declared(Set<Integer> consent, Set<Integer> legitimate) {
    var declared = new HashMap<Integer, Basis>();
    consent.forEach(purpose -> declared.put(purpose, Basis.CONSENT));
    legitimate.forEach(purpose -> declared.put(purpose, Basis.LEGITIMATE_INTEREST));
    return declared;
  }
}
