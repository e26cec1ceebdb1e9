package dev.tagyard.proxy.consentstring;

import dev.tagyard.consent.ConsentSignals;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/// The kinds of consent string that a person may bring, told apart by their form. A person can also
/// say which one it is: `gpp_sid=7`, also by the name that the kind has in an address.
public enum Kind {
  JSON("json", "", "categories or a consent object as JSON", "\\{.*"),
  ADDITIONAL_CONSENT("ac", "addtl_consent", "Additional Consent string", "[0-9]~.*"),
  TCF("tcf", "gdpr_consent", "TC string", "C[^~]*"),
  GPP("gpp", "gpp", "GPP string", "D.*"),
  US_PRIVACY("usp", "us_privacy", "US Privacy string", "[0-9][YyNn-]{3}"),
  GCS("gcs", "gcs", "Google consent mode, short", "G[0-9].*"),
  GCD("gcd", "gcd", "Google consent mode, long", "1[0-9a-zA-Z_-]{9,11}"),
  GPP_SID("gpp_sid", "gpp_sid", "GPP sections in force", "(?!)"),
  GDPR("gdpr", "gdpr", "flag whether GDPR applies", "(?!)"),
  GPC("gpc", "gpc", "Global Privacy Control", "(?!)");

  private final String label;
  private final String parameter;
  private final String words;
  private final String form;

  /// @param form expression that a text without a name is told by
  Kind(String label, String parameter, String words, String form) {
    this.label = label;
    this.parameter = parameter;
    this.words = words;
    this.form = form;
  }

  /// As it is called in an event's `consent` object.
  public String label() {
    return label;
  }

  /// For people.
  public String words() {
    return words;
  }

  /// The kind that a text without a name looks like.
  static Optional<Kind> ofForm(String text) {
    return Arrays.stream(values())
        .filter(kind -> Pattern.compile(kind.form, Pattern.DOTALL).matcher(text).matches())
        .findFirst();
  }

  static Optional<Kind> named(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.label.equals(name) || kind.parameter.equals(name))
        .findFirst();
  }

  /// Whether the server makes something of it: of a flag other than 1 and 0 it does not.
  boolean reads(String text) {
    return (this != GDPR && this != GPC) || text.matches("[01]?");
  }

  /// Puts a text of this kind where the decision looks for it. Those that are no text say nothing.
  ConsentSignals.Builder put(String text, ConsentSignals.Builder signals) {
    BiFunction<ConsentSignals.Builder, String, ConsentSignals.Builder> setter =
        switch (this) {
          case TCF -> ConsentSignals.Builder::tcf;
          case ADDITIONAL_CONSENT -> ConsentSignals.Builder::additionalConsent;
          case GPP -> ConsentSignals.Builder::gpp;
          case GPP_SID -> ConsentSignals.Builder::gppSid;
          case US_PRIVACY -> ConsentSignals.Builder::usPrivacy;
          case GCS -> ConsentSignals.Builder::gcs;
          case GCD -> ConsentSignals.Builder::gcd;
          case GDPR -> (builder, flag) -> flag.isEmpty() ? builder : builder.gdpr(flag.equals("1"));
          case GPC -> (builder, flag) -> builder.gpc(flag.equals("1"));
          case JSON -> (builder, _) -> builder;
        };
    return setter.apply(signals, text);
  }
}
