package dev.tagyard.consent.tcf;

import java.util.Optional;

/// The answer to: may this vendor process for this purpose?
///
/// @param basis that was looked at; absent where it did not come to that
public record PurposeAnswer(TcReason reason, Optional<LegalBasis> basis) {
  static PurposeAnswer no(TcReason reason) {
    return new PurposeAnswer(reason, Optional.empty());
  }

  public boolean allowed() {
    return reason == TcReason.OK;
  }
}
