package dev.tagyard.consent;

import java.util.Map;
import java.util.Optional;

/// What arrived about consent, undecided and just as it came.
///
/// @param gdpr the `gdpr` flag
/// @param tcf TC string
/// @param additionalConsent Google's Additional Consent string
/// @param gpp GPP string
/// @param gppSid section ids in force, comma-separated as sent
/// @param usPrivacy four characters such as `1YNN`
/// @param gcs Google's short state of the tag, such as `G111`
/// @param gcd Google's long state of the tag
/// @param google consent types from the native event
/// @param categories plain categories, such as `marketing`, by name
/// @param gpc the visitor's browser sent Global Privacy Control
/// @param limitedDataUse the page's Meta tag asked for limited data use (`dpo=LDU`)
public record ConsentSignals(
    Optional<Boolean> gdpr,
    Optional<String> tcf,
    Optional<String> additionalConsent,
    Optional<String> gpp,
    Optional<String> gppSid,
    Optional<String> usPrivacy,
    Optional<String> gcs,
    Optional<String> gcd,
    Map<GoogleType, Boolean> google,
    Map<String, Boolean> categories,
    boolean gpc,
    boolean limitedDataUse) {
  public static final ConsentSignals NONE = new Builder().build();

  public ConsentSignals {
    google = Map.copyOf(google);
    categories = Map.copyOf(categories);
  }

  public static Builder builder() {
    return new Builder();
  }

  /// Collects signals; what is not set did not arrive.
  public static final class Builder {
    private Optional<Boolean> gdpr = Optional.empty();
    private Optional<String> tcf = Optional.empty();
    private Optional<String> additionalConsent = Optional.empty();
    private Optional<String> gpp = Optional.empty();
    private Optional<String> gppSid = Optional.empty();
    private Optional<String> usPrivacy = Optional.empty();
    private Optional<String> gcs = Optional.empty();
    private Optional<String> gcd = Optional.empty();
    private Map<GoogleType, Boolean> google = Map.of();
    private Map<String, Boolean> categories = Map.of();
    private boolean gpc;
    private boolean limitedDataUse;

    public Builder gdpr(boolean value) {
      gdpr = Optional.of(value);
      return this;
    }

    public Builder tcf(String value) {
      tcf = Optional.of(value);
      return this;
    }

    public Builder additionalConsent(String value) {
      additionalConsent = Optional.of(value);
      return this;
    }

    public Builder gpp(String value) {
      gpp = Optional.of(value);
      return this;
    }

    public Builder gppSid(String value) {
      gppSid = Optional.of(value);
      return this;
    }

    public Builder usPrivacy(String value) {
      usPrivacy = Optional.of(value);
      return this;
    }

    public Builder gcs(String value) {
      gcs = Optional.of(value);
      return this;
    }

    public Builder gcd(String value) {
      gcd = Optional.of(value);
      return this;
    }

    public Builder google(Map<GoogleType, Boolean> value) {
      google = value;
      return this;
    }

    public Builder categories(Map<String, Boolean> value) {
      categories = value;
      return this;
    }

    public Builder gpc(boolean value) {
      gpc = value;
      return this;
    }

    public Builder limitedDataUse(boolean value) {
      limitedDataUse = value;
      return this;
    }

    public ConsentSignals build() {
      return new ConsentSignals(
          gdpr,
          tcf,
          additionalConsent,
          gpp,
          gppSid,
          usPrivacy,
          gcs,
          gcd,
          google,
          categories,
          gpc,
          limitedDataUse);
    }
  }
}
