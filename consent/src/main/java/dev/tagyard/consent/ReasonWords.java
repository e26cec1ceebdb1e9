package dev.tagyard.consent;

import dev.tagyard.consent.tcf.TcReason;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Every reason of a decision as a sentence for people.
public final class ReasonWords {
  private static final Map<String, String> WORDS = new TreeMap<>();

  static {
    for (var reason : Reason.values()) {
      WORDS.put(reason.label(), words(reason));
    }
    for (var reason : TcReason.values()) {
      WORDS.put(reason.name().toLowerCase(Locale.ROOT), words(reason));
    }
  }

  private ReasonWords() {}

  /// The sentence; the label itself where it is none of ours.
  public static String of(String label) {
    return WORDS.getOrDefault(label, label);
  }

  /// Sentences by label, in the order of the labels.
  public static Map<String, String> all() {
    return Collections.unmodifiableMap(WORDS);
  }

  private static String words(Reason reason) {
    return switch (reason) {
      case CONSENT_TCF -> "the TC string allows all that the policy asks for";
      case CONSENT_CATEGORIES -> "every category that the policy names is true";
      case CONSENT_GOOGLE -> "every Google consent type that the policy names is granted";
      case CONSENT_SIGNAL -> "the signal that the operator named for this vendor is true";
      case NOT_OPTED_OUT -> "no opt-out, and the law that applies asks for no consent beforehand";
      case NO_REFUSAL -> "nothing was refused, and no law that asks for consent is known to apply";
      case ADDITIONAL_CONSENT_MISSING ->
          "the vendor is not in the TCF list, and no Additional Consent speaks for it";
      case ADDITIONAL_CONSENT_REFUSED ->
          "the Additional Consent string says that the vendor was shown and refused";
      case ADDITIONAL_CONSENT_MALFORMED -> "the Additional Consent string cannot be read";
      case CATEGORY_REFUSED -> "a category that the policy names is false";
      case GOOGLE_DENIED -> "a Google consent type that the policy names is not granted";
      case SIGNAL_REFUSED -> "the signal that the operator named for this vendor is false";
      case OPT_OUT_GPC -> "the browser sends Global Privacy Control";
      case OPT_OUT_GPP -> "a section of the GPP string in force says opted out";
      case OPT_OUT_GPP_UNREADABLE ->
          "the GPP string, or a section in force, cannot be read: that counts as opted out";
      case OPT_OUT_US_PRIVACY -> "the US Privacy string says opted out of sale";
      case OPT_OUT_LIMITED_DATA_USE -> "the page asked Meta's tag for limited data use";
      case NO_CONSENT_SIGNAL -> "GDPR applies, and no signal that came agrees";
      case CONSENT_WITHDRAWN -> "the visitor opted out here, or took the consent back";
      case CONSENT_UNREADABLE -> "what is kept of the visitor's consent was damaged on disk";
      case RESTRICTED_NEEDS_STORAGE ->
          "GDPR applies and storage is refused: the restricted form is no way round";
      case NOT_DECIDED -> "the destination was not asked for";
    };
  }

  private static String words(TcReason reason) {
    return switch (reason) {
      case OK -> "allowed";
      case TCF_EMPTY -> "the TC string, or a segment of it, is empty";
      case TCF_TOO_LONG -> "the TC string is longer than any real one";
      case TCF_TOO_MANY_SEGMENTS -> "the TC string has more segments than there are kinds";
      case TCF_BAD_CHARACTER -> "the TC string holds a character that is not base64url";
      case TCF_BAD_VERSION -> "the TC string is not of version 2";
      case TCF_TRUNCATED -> "the TC string ends before its fields do";
      case TCF_BAD_RANGE -> "the TC string holds a range of vendors that cannot be";
      case TCF_REPEATED_SEGMENT -> "the TC string has a segment twice";
      case POLICY_LT_4 -> "made under a TCF policy before 4, which is no longer valid";
      case NOT_SERVICE_SPECIFIC -> "not made for this service alone: such strings are invalid";
      case NO_DISCLOSED_VENDORS ->
          "made on or after 2026-03-01 without disclosed vendors, as TCF 2.3 asks for; a list of nobody counts as none";
      case TCF_TOO_OLD -> "older than consent.max_age";
      case CMP_NOT_IN_LIST -> "the list of consent platforms does not have the one that made it";
      case CMP_DELETED -> "its consent platform was deleted from the list of platforms";
      case TCF_FROM_FUTURE -> "dated more than a day ahead";
      case VENDOR_NOT_IN_GVL -> "the vendor list in use does not have the vendor";
      case VENDOR_DELETED -> "the vendor was deleted from the vendor list";
      case NOT_DISCLOSED -> "the vendor was not shown to the visitor";
      case RESTRICTED_NOT_ALLOWED -> "the publisher does not allow the vendor this purpose";
      case RESTRICTION_UNDEFINED -> "the publisher's restrictions contradict each other";
      case PURPOSE_NOT_DECLARED -> "the vendor does not declare this purpose";
      case RESTRICTION_NOT_FLEXIBLE ->
          "the publisher asks for a legal basis that the vendor does not offer";
      case LI_FORBIDDEN -> "this purpose knows no legitimate interest";
      case PURPOSE_CONSENT_OFF -> "no consent to this purpose";
      case VENDOR_CONSENT_OFF -> "no consent to the vendor";
      case PURPOSE_LI_OFF -> "objected to legitimate interest for this purpose";
      case VENDOR_LI_OFF -> "objected to the vendor's legitimate interest";
    };
  }
}
