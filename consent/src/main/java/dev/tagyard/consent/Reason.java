package dev.tagyard.consent;

import dev.tagyard.consent.tcf.TcReason;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Why a decision is as it is, apart from what a TC string says of itself ([TcReason]).
public enum Reason {
  // Allowed.
  CONSENT_TCF,
  CONSENT_CATEGORIES,
  CONSENT_GOOGLE,
  CONSENT_SIGNAL,
  NOT_OPTED_OUT,
  NO_REFUSAL,

  // Refused by one kind of signal.
  ADDITIONAL_CONSENT_MISSING,
  ADDITIONAL_CONSENT_REFUSED,
  ADDITIONAL_CONSENT_MALFORMED,
  CATEGORY_REFUSED,
  GOOGLE_DENIED,
  SIGNAL_REFUSED,

  // Opted out.
  OPT_OUT_GPC,
  OPT_OUT_GPP,
  OPT_OUT_GPP_UNREADABLE,
  OPT_OUT_US_PRIVACY,
  OPT_OUT_LIMITED_DATA_USE,

  // Refused because nothing, or not enough, was said.
  NO_CONSENT_SIGNAL,
  CONSENT_WITHDRAWN,
  CONSENT_UNREADABLE,
  RESTRICTED_NEEDS_STORAGE,
  NOT_DECIDED;

  private final String label = name().toLowerCase(Locale.ROOT);

  public String label() {
    return label;
  }

  /// Every reason that a decision can give: the values of the metric label.
  public static Set<String> labels() {
    return Stream.concat(
            Arrays.stream(values()).map(Reason::label),
            Arrays.stream(TcReason.values()).map(TcReason::label))
        .collect(Collectors.toUnmodifiableSet());
  }
}
