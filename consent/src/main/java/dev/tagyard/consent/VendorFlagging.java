package dev.tagyard.consent;

import java.util.Optional;

/// What a vendor is told: never more than was said, and nothing where nothing was said.
final class VendorFlagging {
  private static final String MARKETING = "marketing";

  private VendorFlagging() {}

  static VendorFlags flags(Verdict verdict, Receiver receiver, DestinationCheck check) {
    if (verdict == Verdict.DENY) {
      return VendorFlags.NONE;
    }
    if (verdict == Verdict.RESTRICT || check.optOut().isPresent()) {
      return new VendorFlags(true, Optional.of(false), Optional.of(false));
    }
    return new VendorFlags(
        check.signals().raw().limitedDataUse(),
        said(GoogleType.AD_USER_DATA, receiver, check.signals()),
        said(GoogleType.AD_PERSONALIZATION, receiver, check.signals()));
  }

  private static Optional<Boolean> said(GoogleType type, Receiver receiver, ReadSignals signals) {
    var tcf =
        signals
            .tcfInForce()
            .flatMap(TcfSignal::usable)
            .map(string -> GoogleFromTcf.granted(type, receiver, string, signals.today()));
    var marketing = Optional.ofNullable(signals.raw().categories().get(MARKETING));
    return stricter(stricter(tcf, signals.google().of(type)), marketing);
  }

  private static Optional<Boolean> stricter(Optional<Boolean> one, Optional<Boolean> other) {
    return one.isPresent() && other.isPresent()
        ? Optional.of(one.get() && other.get())
        : one.or(() -> other);
  }
}
