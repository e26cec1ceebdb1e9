package dev.tagyard.consent;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Decides on one destination: the kinds of signal are asked one by one, each can only take away.
///
/// @param optOut why the visitor counts as opted out, if so
record DestinationCheck(ReadSignals signals, StorageDecision storage, Optional<Reason> optOut) {
  private static final Set<FieldGroup> ALL = Set.of(FieldGroup.values());

  private static final int PRECISE_LOCATION = 1;

  /// Fields of no group alone: an event that tells nothing of its visitor.
  private static final Set<FieldGroup> ANONYMOUS = Set.of();

  /// @param line of the policy that gave the outcome; empty where no line of it did
  record Outcome(DestinationDecision decision, String line) {}

  Outcome decide(Receiver receiver) {
    boolean gdpr = signals.jurisdiction().law() == Law.GDPR;
    Optional<Answer.Refused> refused = Optional.empty();
    Optional<Reason> agreed = Optional.empty();
    boolean total = false;
    for (var answer : answers(receiver)) {
      switch (answer) {
        case Answer.Refused no -> {
          refused = refused.or(() -> Optional.of(no));
          total |= no.total();
        }
        case Answer.Agreed(var reason) -> agreed = agreed.or(() -> Optional.of(reason));
        case Answer.Silent _ -> {}
      }
    }
    var cut = new Cut(Verdict.ALLOW, allowedBecause(agreed), "", ALL);
    if (refused.isPresent()) {
      boolean restrict = receiver.policy().otherwise() == Verdict.RESTRICT && !(gdpr && total);
      cut = cut.and(Cut.refusal(restrict, refused.get().reason(), refused.get().line()));
    } else if (gdpr && agreed.isEmpty()) {
      cut = cut.and(Cut.deny(Reason.NO_CONSENT_SIGNAL));
    }
    if (optOut.isPresent()) {
      // Limited data use is a tool of the law of the United States, no substitute for consent.
      cut =
          cut.and(
              new Cut(
                  receiver.policy().optedOut(),
                  optOut.get().label(),
                  "opted_out",
                  gdpr && receiver.policy().optedOut() != Verdict.ALLOW ? ANONYMOUS : ALL));
    }
    if (!storage.allowed()) {
      cut = cut.and(withoutStorage(receiver, gdpr));
    }
    if (locationRefused()) {
      cut = cut.without(FieldGroup.ADDRESS);
    }
    return new Outcome(cut.decision(VendorFlagging.flags(cut.verdict, receiver, this)), cut.line);
  }

  /// Who did not opt in to precise location (special feature 1 of a TC string) is not to be found
  /// by the address either.
  private boolean locationRefused() {
    return signals
        .tcfInForce()
        .flatMap(TcfSignal::usable)
        .filter(string -> !string.specialFeatures().contains(PRECISE_LOCATION))
        .isPresent();
  }

  private List<Answer> answers(Receiver receiver) {
    return List.of(
        TcfKind.ask(receiver, signals),
        PlainKinds.categories(receiver.policy(), signals),
        PlainKinds.google(receiver.policy(), signals),
        PlainKinds.signal(receiver.policy(), signals));
  }

  /// Under GDPR the restricted form is no way round a refusal, unless the operator says so.
  /// Elsewhere storage is refused by a signal alone, which speaks to every destination.
  private Cut withoutStorage(Receiver receiver, boolean gdpr) {
    if (!gdpr) {
      boolean restrict = receiver.policy().otherwise() == Verdict.RESTRICT;
      return Cut.refusal(restrict, storage.reason(), "storage");
    }
    return receiver.policy().restrictedWithoutStorage()
        ? new Cut(Verdict.RESTRICT, storage.reason(), "restricted_without_storage", ANONYMOUS)
        : Cut.deny(Reason.RESTRICTED_NEEDS_STORAGE);
  }

  private String allowedBecause(Optional<Reason> agreed) {
    return switch (signals.jurisdiction().law()) {
      case GDPR -> agreed.orElse(Reason.NO_CONSENT_SIGNAL).label();
      case US -> agreed.orElse(Reason.NOT_OPTED_OUT).label();
      case NONE -> agreed.orElse(Reason.NO_REFUSAL).label();
    };
  }

  /// One thing that takes away; the stricter of two gives its reason, the first where they are
  /// equally strict.
  private record Cut(Verdict verdict, String reason, String line, Set<FieldGroup> groups) {
    static Cut deny(Reason reason) {
      return new Cut(Verdict.DENY, reason.label(), "", ANONYMOUS);
    }

    static Cut refusal(boolean restrict, String reason, String line) {
      return new Cut(restrict ? Verdict.RESTRICT : Verdict.DENY, reason, line, ANONYMOUS);
    }

    Cut and(Cut other) {
      var stricter = other.verdict.compareTo(verdict) > 0 ? other : this;
      var left = EnumSet.allOf(FieldGroup.class);
      left.retainAll(groups);
      left.retainAll(other.groups);
      return new Cut(stricter.verdict, stricter.reason, stricter.line, left);
    }

    Cut without(FieldGroup group) {
      var left = EnumSet.allOf(FieldGroup.class);
      left.retainAll(groups);
      left.remove(group);
      return new Cut(verdict, reason, line, left);
    }

    DestinationDecision decision(VendorFlags flags) {
      return verdict == Verdict.DENY
          ? DestinationDecision.deny(reason)
          : new DestinationDecision(verdict, reason, groups, flags);
    }
  }
}
