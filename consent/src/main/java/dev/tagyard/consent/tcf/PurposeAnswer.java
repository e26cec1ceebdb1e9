package dev.tagyard.consent.tcf;

import java.util.Optional;

/// The answer to: may this vendor process for this purpose?
///
/// @param basis that was looked at; absent where it did not come to that
public record PurposeAnswer(TcReason reason, Optional<LegalBasis> basis) {
  /// Most answers; they are given many times for each event.
  private static final PurposeAnswer CONSENTED =
      new PurposeAnswer(TcReason.OK, Optional.of(LegalBasis.CONSENT));

  private static final PurposeAnswer NOT_OBJECTED =
      new PurposeAnswer(TcReason.OK, Optional.of(LegalBasis.LEGITIMATE_INTEREST));

  static PurposeAnswer of(TcReason reason, LegalBasis basis) {
    return reason == TcReason.OK
        ? basis == LegalBasis.CONSENT ? CONSENTED : NOT_OBJECTED
        : new PurposeAnswer(reason, Optional.of(basis));
  }

  static PurposeAnswer no(TcReason reason) {
    return new PurposeAnswer(reason, Optional.empty());
  }

  public boolean allowed() {
    return reason == TcReason.OK;
  }
}
