package dev.tagyard.consent.tcf;

import java.util.Locale;

/// Why a TC string says yes or no. The labels are metric labels.
public enum TcReason {
  OK,

  // The string cannot be read.
  TCF_EMPTY,
  TCF_TOO_LONG,
  TCF_TOO_MANY_SEGMENTS,
  TCF_BAD_CHARACTER,
  TCF_BAD_VERSION,
  TCF_TRUNCATED,
  TCF_BAD_RANGE,
  TCF_REPEATED_SEGMENT,

  // It can be read, but not be used.
  POLICY_LT_4,
  NOT_SERVICE_SPECIFIC,
  NO_DISCLOSED_VENDORS,
  TCF_TOO_OLD,
  TCF_FROM_FUTURE,
  CMP_NOT_IN_LIST,
  CMP_DELETED,

  // It can be used, and says no to this vendor and purpose.
  VENDOR_NOT_IN_GVL,
  VENDOR_DELETED,
  NOT_DISCLOSED,
  RESTRICTED_NOT_ALLOWED,
  RESTRICTION_UNDEFINED,
  PURPOSE_NOT_DECLARED,
  RESTRICTION_NOT_FLEXIBLE,
  LI_FORBIDDEN,
  PURPOSE_CONSENT_OFF,
  VENDOR_CONSENT_OFF,
  PURPOSE_LI_OFF,
  VENDOR_LI_OFF;

  private final String label = name().toLowerCase(Locale.ROOT);

  public String label() {
    return label;
  }
}
