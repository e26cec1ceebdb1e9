package dev.tagyard.consent;

/// What the signals that are plain yes or no say about a destination.
final class PlainKinds {
  private PlainKinds() {}

  static Answer categories(ConsentPolicy policy, ReadSignals signals) {
    var said = signals.raw().categories();
    boolean all = !policy.categories().isEmpty();
    for (var name : policy.categories()) {
      if (Boolean.FALSE.equals(said.get(name))) {
        return Answer.refused(Reason.CATEGORY_REFUSED, "categories: " + name);
      }
      all &= said.containsKey(name);
    }
    return all ? new Answer.Agreed(Reason.CONSENT_CATEGORIES) : Answer.SILENT;
  }

  static Answer google(ConsentPolicy policy, ReadSignals signals) {
    boolean all = !policy.google().isEmpty();
    for (var type : policy.google()) {
      if (signals.google().denied(type)) {
        return Answer.refused(Reason.GOOGLE_DENIED, "google: " + type.wireName());
      }
      all &= signals.google().granted(type);
    }
    return all ? new Answer.Agreed(Reason.CONSENT_GOOGLE) : Answer.SILENT;
  }

  static Answer signal(ConsentPolicy policy, ReadSignals signals) {
    if (policy.signal().isEmpty()) {
      return Answer.SILENT;
    }
    var name = policy.signal().get();
    var said = signals.raw().categories();
    if (!said.containsKey(name)) {
      return Answer.SILENT;
    }
    return said.getOrDefault(name, false)
        ? new Answer.Agreed(Reason.CONSENT_SIGNAL)
        : Answer.refused(Reason.SIGNAL_REFUSED, "signal: " + name);
  }
}
