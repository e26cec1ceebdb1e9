package dev.tagyard.consent;

import dev.tagyard.consent.gpp.GppString;
import dev.tagyard.consent.gpp.UsChoice;
import dev.tagyard.consent.gpp.UsSection;
import dev.tagyard.consent.signal.UsPrivacy;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Did the visitor opt out of sale, sharing or targeted advertising, as the law of the United
/// States has it? An opt-out counts under every law, since a signal can only take away.
final class OptOut {
  private static final int US_PRIVACY = 6;
  private static final int US_NATIONAL = 7;
  private static final int FIRST_CANADA = 5;

  private OptOut() {}

  /// The first signal that says so.
  static Optional<Reason> find(ReadSignals signals, boolean gpcEverywhere) {
    var jurisdiction = signals.jurisdiction();
    if (signals.raw().gpc() && (gpcEverywhere || jurisdiction.maybeUnitedStates())) {
      return Optional.of(Reason.OPT_OUT_GPC);
    }
    if (Sent.malformed(signals.gpp())) {
      return Optional.of(Reason.OPT_OUT_GPP_UNREADABLE);
    }
    var gpp = Sent.readable(signals.gpp());
    if (gpp.isPresent()) {
      for (int id : inForce(gpp.get(), signals)) {
        var reason = section(id, gpp.get().sections().getOrDefault(id, ""));
        if (reason.isPresent()) {
          return reason;
        }
      }
    }
    if (signals.usPrivacy().filter(UsPrivacy::optedOut).isPresent()) {
      return Optional.of(Reason.OPT_OUT_US_PRIVACY);
    }
    return signals.raw().limitedDataUse() && jurisdiction.maybeUnitedStates()
        ? Optional.of(Reason.OPT_OUT_LIMITED_DATA_USE)
        : Optional.empty();
  }

  /// Sections that speak: those that the page names; else those of the visitor's state; else all of
  /// the United States, so that the strictest counts. None for who is under GDPR and not there.
  static Set<Integer> inForce(GppString gpp, ReadSignals signals) {
    var ids = new TreeSet<>(gpp.ids().tailSet(FIRST_CANADA));
    if (signals.sid().isPresent()) {
      ids.retainAll(signals.sid().get().ids());
      return ids;
    }
    ids.remove(FIRST_CANADA);
    var jurisdiction = signals.jurisdiction();
    if (jurisdiction.law() == Law.GDPR && !jurisdiction.maybeUnitedStates()) {
      return Set.of();
    }
    if (jurisdiction.country().filter("US"::equals).isPresent()) {
      var here = new TreeSet<>(Set.of(US_PRIVACY, US_NATIONAL));
      signals.region().subdivision().flatMap(UsSection::idOfState).ifPresent(here::add);
      here.retainAll(ids);
      if (!here.isEmpty()) {
        return here;
      }
    }
    return ids;
  }

  private static Optional<Reason> section(int id, String text) {
    if (id == US_PRIVACY) {
      return UsPrivacy.read(text).filter(UsPrivacy::optedOut).map(_ -> Reason.OPT_OUT_GPP);
    }
    var choice = UsSection.byId(id).flatMap(section -> UsChoice.read(section, text));
    if (choice.isEmpty()) {
      return Optional.of(Reason.OPT_OUT_GPP_UNREADABLE);
    }
    return choice.filter(UsChoice::optedOut).map(_ -> Reason.OPT_OUT_GPP);
  }
}
