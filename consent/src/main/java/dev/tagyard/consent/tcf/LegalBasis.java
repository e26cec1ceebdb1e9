package dev.tagyard.consent.tcf;

/// Legal basis on which a vendor may process for a purpose.
public enum LegalBasis {
  CONSENT,
  LEGITIMATE_INTEREST
}
