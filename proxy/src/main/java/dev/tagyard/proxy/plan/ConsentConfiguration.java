package dev.tagyard.proxy.plan;

import dev.tagyard.consent.ConsentPolicy;
import dev.tagyard.consent.GoogleType;
import dev.tagyard.consent.Verdict;
import dev.tagyard.rules.yaml.Doc;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// A destination's `consent` key. What it leaves out stays as the type has it.
public record ConsentConfiguration(
    @Doc("Plain categories that must all be true.") Optional<Set<String>> categories,
    @Doc("What a TC string must allow.") Optional<Tcf> tcf,
    @Doc("Provider id in Google's Additional Consent string.") Optional<Integer> additionalConsent,
    @Doc("Google consent types that must all be granted.") Optional<Set<GoogleType>> google,
    @Doc("A category of this name speaks for this vendor alone.") Optional<String> signal,
    @Doc("What a US opt-out means: allow, restrict, deny.") Optional<Verdict> optedOut,
    @Doc("What a refusal means: restrict, deny.") Optional<Verdict> otherwise,
    @Doc("Whether the restricted form may go under GDPR without storage consent.")
        Optional<Boolean> restrictedWithoutStorage) {
  public record Tcf(
      @Doc("Purposes that must all pass.") Optional<Set<Integer>> purposes,
      @Doc("Id in the Global Vendor List; none: purposes alone decide; unlisted: not in the list.")
          Optional<String> vendor,
      @Doc(
              key = "consent_counts_for_li",
              value =
                  "Whether consent serves where the vendor declares legitimate interest; left out: for"
                      + " Google alone, which says so of itself.")
          Optional<Boolean> consentCounts) {
    public Tcf {
      if (vendor.isPresent() && !vendor.get().matches("none|unlisted|[1-9][0-9]{0,4}")) {
        throw new IllegalArgumentException(
            "vendor must be an id, none, or unlisted, not \"" + vendor.get() + "\"");
      }
    }

    private ConsentPolicy.Tcf over(ConsentPolicy.Tcf base) {
      var id =
          vendor
              .filter(text -> Character.isDigit(text.charAt(0)))
              .map(text -> OptionalInt.of(Integer.parseInt(text)))
              .orElse(vendor.isPresent() ? OptionalInt.empty() : base.vendor());
      boolean same = id.equals(base.vendor());
      return new ConsentPolicy.Tcf(
          id,
          vendor.map("none"::equals).orElse(base.purposesAlone()),
          purposes.orElse(base.purposes()),
          same ? base.declared() : Map.of(),
          same ? base.flexible() : Set.of(),
          consentCounts.orElse(same && base.consentCountsForLegitimateInterest()));
    }
  }

  public ConsentConfiguration {
    if (otherwise.isPresent() && otherwise.get() == Verdict.ALLOW) {
      throw new IllegalArgumentException("otherwise must be restrict or deny");
    }
  }

  ConsentPolicy over(ConsentPolicy base) {
    return new ConsentPolicy(
        tcf.map(own -> own.over(base.tcf())).orElse(base.tcf()),
        additionalConsent.map(OptionalInt::of).orElse(base.additionalConsent()),
        google.orElse(base.google()),
        categories.orElse(base.categories()),
        signal.isPresent() ? signal : base.signal(),
        optedOut.orElse(base.optedOut()),
        otherwise.orElse(base.otherwise()),
        restrictedWithoutStorage.orElse(base.restrictedWithoutStorage()));
  }
}
