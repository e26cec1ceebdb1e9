package dev.tagyard.consent;

import dev.tagyard.consent.tcf.TcReason;
import dev.tagyard.consent.tcf.TcString;
import java.util.OptionalInt;

/// What the TC string says about a destination, with the Additional Consent string where the
/// destination is not in the vendor list.
final class TcfKind {
  private static final int MEASUREMENT = 7;

  private TcfKind() {}

  static Answer ask(Receiver receiver, ReadSignals signals) {
    var signal = signals.tcfInForce();
    if (signal.isEmpty()) {
      return Answer.SILENT;
    }
    var usable = signal.get().usable();
    if (usable.isEmpty()) {
      return new Answer.Refused(signal.get().faults().getFirst().label(), "tcf", true);
    }
    if (receiver.unlisted() && beyondList(receiver, signals) instanceof Answer.Refused refused) {
      return refused;
    }
    return purposes(receiver, signals, usable.get());
  }

  private static Answer purposes(Receiver receiver, ReadSignals signals, TcString string) {
    for (int purpose : receiver.purposes()) {
      var reason = receiver.ask(string, purpose, signals.today());
      if (reason != TcReason.OK) {
        return new Answer.Refused(
            reason.label(), "tcf.purposes: " + purpose, isTotal(receiver, signals, string));
      }
    }
    if (!receiver.purposes().isEmpty()) {
      return new Answer.Agreed(Reason.CONSENT_TCF);
    }
    var google = receiver.policy().google();
    if (google.isEmpty()) {
      return Answer.SILENT;
    }
    for (var type : google) {
      if (!GoogleFromTcf.granted(type, receiver, string, signals.today())) {
        return new Answer.Refused(
            Reason.GOOGLE_DENIED.label(),
            "google: " + type.wireName(),
            isTotal(receiver, signals, string));
      }
    }
    return new Answer.Agreed(Reason.CONSENT_TCF);
  }

  /// Without the basis to measure there is nothing that a restricted form could rest on.
  private static boolean isTotal(Receiver receiver, ReadSignals signals, TcString string) {
    return !receiver.passes(string, MEASUREMENT, signals.today());
  }

  /// Additional Consent, or the operator's own signal for this vendor where that string is silent.
  private static Answer beyondList(Receiver receiver, ReadSignals signals) {
    var provider = receiver.policy().additionalConsent();
    var sent = signals.additionalConsent();
    if (provider.isPresent() && Sent.malformed(sent)) {
      return refused(Reason.ADDITIONAL_CONSENT_MALFORMED, provider);
    }
    var read = Sent.readable(sent);
    if (provider.isPresent() && read.isPresent()) {
      var string = read.get();
      if (string.consented().contains(provider.getAsInt())) {
        return new Answer.Agreed(Reason.CONSENT_TCF);
      }
      if (string.disclosed().filter(ids -> ids.contains(provider.getAsInt())).isPresent()) {
        return refused(Reason.ADDITIONAL_CONSENT_REFUSED, provider);
      }
    }
    return receiver
            .policy()
            .signal()
            .map(name -> signals.raw().categories().getOrDefault(name, false))
            .orElse(false)
        ? new Answer.Agreed(Reason.CONSENT_SIGNAL)
        : refused(Reason.ADDITIONAL_CONSENT_MISSING, provider);
  }

  private static Answer refused(Reason reason, OptionalInt provider) {
    var line =
        provider.isPresent() ? "additional_consent: " + provider.getAsInt() : "additional_consent";
    return new Answer.Refused(reason.label(), line, true);
  }
}
