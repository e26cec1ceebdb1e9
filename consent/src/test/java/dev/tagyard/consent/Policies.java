package dev.tagyard.consent;

import dev.tagyard.consent.ConsentPolicy.Basis;
import dev.tagyard.consent.ConsentPolicy.Tcf;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Policies of invented destinations, one for each kind.
final class Policies {
  /// Not in the vendor list: Additional Consent provider 89, or the operator's signal `social`.
  static final ConsentPolicy UNLISTED =
      new ConsentPolicy(
          new Tcf(OptionalInt.empty(), false, Set.of(1, 7), Map.of(), Set.of(), false),
          OptionalInt.of(89),
          Set.of(GoogleType.AD_STORAGE, GoogleType.AD_USER_DATA),
          Set.of("marketing"),
          Optional.of("social"),
          Verdict.RESTRICT,
          Verdict.DENY,
          false);

  /// Vendor 755, whose measurement is a legitimate interest, though consent serves as well.
  static final ConsentPolicy LISTED =
      new ConsentPolicy(
          new Tcf(
              OptionalInt.of(755),
              false,
              Set.of(1, 7),
              Map.of(
                  1,
                  Basis.CONSENT,
                  3,
                  Basis.CONSENT,
                  4,
                  Basis.CONSENT,
                  7,
                  Basis.LEGITIMATE_INTEREST,
                  9,
                  Basis.LEGITIMATE_INTEREST),
              Set.of(7, 9),
              true),
          OptionalInt.empty(),
          Set.of(GoogleType.ANALYTICS_STORAGE),
          Set.of("statistics"),
          Optional.empty(),
          Verdict.ALLOW,
          Verdict.DENY,
          false);

  /// No vendor of its own: the purposes alone decide.
  static final ConsentPolicy PURPOSES =
      new ConsentPolicy(
          new Tcf(OptionalInt.empty(), true, Set.of(1, 7), Map.of(), Set.of(), false),
          OptionalInt.empty(),
          Set.of(),
          Set.of("marketing"),
          Optional.empty(),
          Verdict.DENY,
          Verdict.DENY,
          false);

  private Policies() {}

  static ConsentPolicy restricting(ConsentPolicy policy, boolean withoutStorage) {
    return new ConsentPolicy(
        policy.tcf(),
        policy.additionalConsent(),
        policy.google(),
        policy.categories(),
        policy.signal(),
        policy.optedOut(),
        Verdict.RESTRICT,
        withoutStorage);
  }

  static ConsentPolicy optedOut(ConsentPolicy policy, Verdict verdict) {
    return new ConsentPolicy(
        policy.tcf(),
        policy.additionalConsent(),
        policy.google(),
        policy.categories(),
        policy.signal(),
        verdict,
        policy.otherwise(),
        policy.restrictedWithoutStorage());
  }

  static Map<String, ConsentPolicy> all() {
    var policies = new HashMap<String, ConsentPolicy>();
    policies.put("unlisted", UNLISTED);
    policies.put("listed", LISTED);
    policies.put("purposes", PURPOSES);
    policies.put("unlisted_restricting", restricting(UNLISTED, false));
    policies.put("listed_restricting", restricting(LISTED, true));
    policies.put("purposes_limited", optedOut(PURPOSES, Verdict.RESTRICT));
    return policies;
  }
}
