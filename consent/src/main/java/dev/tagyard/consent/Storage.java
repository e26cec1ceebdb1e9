package dev.tagyard.consent;

import dev.tagyard.consent.tcf.TcReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Decides whether identifiers may be set on, or kept from, the visitor's device. An opt-out of
/// sale says nothing about it.
final class Storage {
  private static final int PURPOSE = 1;

  private Storage() {}

  static StorageDecision decide(ReadSignals signals, Set<String> categories) {
    boolean gdpr = signals.jurisdiction().law() == Law.GDPR;
    var answers =
        List.of(tcf(signals), google(signals.google(), gdpr), categories(signals, categories));
    var agreed = new ArrayList<Reason>();
    for (var answer : answers) {
      switch (answer) {
        case Answer.Refused refused -> {
          return new StorageDecision(false, refused.reason());
        }
        case Answer.Agreed(var reason) -> agreed.add(reason);
        case Answer.Silent _ -> {}
      }
    }
    if (!agreed.isEmpty()) {
      return new StorageDecision(true, agreed.getFirst().label());
    }
    return gdpr
        ? new StorageDecision(false, Reason.NO_CONSENT_SIGNAL.label())
        : new StorageDecision(true, Reason.NO_REFUSAL.label());
  }

  private static Answer tcf(ReadSignals signals) {
    if (signals.tcfInForce().isEmpty()) {
      return Answer.SILENT;
    }
    var signal = signals.tcfInForce().get();
    var usable = signal.usable();
    if (usable.isEmpty()) {
      return new Answer.Refused(signal.faults().getFirst().label(), "tcf", true);
    }
    return usable.get().purposeConsents().contains(PURPOSE)
        ? new Answer.Agreed(Reason.CONSENT_TCF)
        : new Answer.Refused(TcReason.PURPOSE_CONSENT_OFF.label(), "tcf", true);
  }

  /// Either storage type suffices. Elsewhere than under GDPR only both together refuse.
  private static Answer google(GoogleState google, boolean gdpr) {
    if (google.granted(GoogleType.AD_STORAGE) || google.granted(GoogleType.ANALYTICS_STORAGE)) {
      return new Answer.Agreed(Reason.CONSENT_GOOGLE);
    }
    boolean ads = google.denied(GoogleType.AD_STORAGE);
    boolean analytics = google.denied(GoogleType.ANALYTICS_STORAGE);
    return (gdpr ? ads || analytics : ads && analytics)
        ? Answer.refused(Reason.GOOGLE_DENIED, "google")
        : Answer.SILENT;
  }

  private static Answer categories(ReadSignals signals, Set<String> names) {
    var said = signals.raw().categories();
    if (names.stream().anyMatch(name -> said.getOrDefault(name, false))) {
      return new Answer.Agreed(Reason.CONSENT_CATEGORIES);
    }
    return names.stream().anyMatch(said::containsKey)
        ? Answer.refused(Reason.CATEGORY_REFUSED, "categories")
        : Answer.SILENT;
  }
}
