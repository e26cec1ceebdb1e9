package dev.tagyard.proxy.choice;

import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.eventlog.KeptConsent;
import dev.tagyard.proxy.eventlog.VisitorKey;
import dev.tagyard.proxy.eventlog.Withdrawal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// A decision of a visitor that is to be remembered.
///
/// @param keys all that the event names
/// @param fresh those of them that were not noted lately with the same decision
/// @param proven keys that are known to have been kept before, such as a cookie that was sent
/// @param first what the cookie's visitor decided once before, where that was not written down
/// @param trusted a backend's word, which can only take away; else a visitor's own browser
/// @param reason how a withdrawal is labelled
/// @param done completed once it is written
record Note(
    List<VisitorKey> keys,
    Set<VisitorKey> fresh,
    Set<VisitorKey> proven,
    Optional<KeptConsent> first,
    ConsentDecision decision,
    boolean trusted,
    Instant at,
    String reason,
    CompletableFuture<Void> done) {
  static final String SIGNALS = "signals";
  static final String OPT_OUT = "optout";

  /// How the reasons of opt-outs begin.
  private static final String OF_NOW = "opt_out_";

  Note {
    keys = List.copyOf(keys);
    fresh = Set.copyOf(fresh);
    proven = Set.copyOf(proven);
  }

  boolean keeps() {
    return !trusted && decision.storage().allowed() && decision.anyAllowed();
  }

  /// Whether the visitor, and not only silence, forbids everything.
  boolean refusesAll() {
    return !decision.anyAllowed()
        && decision.destinations().values().stream().anyMatch(ConsentDecision::isRefusal);
  }

  /// A choice from before the one that is known, which another device still tells: it decides on
  /// its own event, and changes nothing else. What comes with a browser and not with a choice, as
  /// Global Privacy Control does, is of now.
  boolean isOlderThan(KeptConsent kept) {
    return reason.equals(SIGNALS)
        && !KeptConsent.isLater(decision, refuses(decision) ? notBefore(kept) : at, kept)
        && decision.destinations().values().stream()
            .noneMatch(now -> now.reason().startsWith(OF_NOW));
  }

  boolean isBefore(KeptConsent kept) {
    return at.isBefore(kept.at());
  }

  /// A clock that was set back makes no refusal older than what it takes back.
  private Instant notBefore(KeptConsent kept) {
    return isBefore(kept) ? kept.at() : at;
  }

  /// What is left of a decision that is kept where this refuses some of it; absent where it does
  /// not.
  Optional<KeptConsent> narrowed(KeptConsent kept) {
    var was = kept.decision();
    var parts = new HashMap<>(was.destinations());
    parts.replaceAll(
        (name, part) -> isStricter(decision.of(name), part) ? both(decision.of(name), part) : part);
    if (parts.equals(was.destinations())) {
      return Optional.empty();
    }
    var evidence = new HashMap<>(was.evidence());
    evidence.put("narrowed_at", at.toString());
    return Optional.of(
        new KeptConsent(
            notBefore(kept),
            new ConsentDecision(
                was.law(),
                was.lawReason(),
                decision.storage().allowed() ? was.storage() : decision.storage(),
                parts,
                evidence),
            kept.others()));
  }

  private static boolean isStricter(DestinationDecision now, DestinationDecision was) {
    int laxer = was.verdict().compareTo(now.verdict());
    return ConsentDecision.isRefusal(now)
        && (laxer < 0 || (laxer == 0 && !now.groups().containsAll(was.groups())));
  }

  /// The stricter one, of what both let go.
  private static DestinationDecision both(DestinationDecision now, DestinationDecision was) {
    var groups = new HashSet<>(now.groups());
    groups.retainAll(was.groups());
    return new DestinationDecision(now.verdict(), now.reason(), groups, now.flags());
  }

  static boolean refuses(ConsentDecision decision) {
    for (var part : decision.destinations().values()) {
      if (ConsentDecision.isRefusal(part)) {
        return true;
      }
    }
    return false;
  }

  /// What to hold it against where what was known cannot be read any more: each refusal takes
  /// something back.
  KeptConsent allAllowed() {
    var parts = new HashMap<>(decision.destinations());
    parts.replaceAll((_, part) -> DestinationDecision.allow(part.reason(), VendorFlags.NONE));
    return new KeptConsent(
        Instant.EPOCH,
        new ConsentDecision(
            decision.law(), decision.lawReason(), decision.storage(), parts, Map.of()),
        Set.of());
  }

  /// What this takes back of what was known before; nothing of somebody who never gave anything.
  Optional<Withdrawal> withdrawal(boolean provenBefore, Optional<KeptConsent> before) {
    if (before.isEmpty() && !provenBefore) {
      return Optional.empty();
    }
    var from = before.map(this::notBefore).orElse(at);
    if (refusesAll()) {
      return Optional.of(Withdrawal.ofAll(from, reason));
    }
    if (before.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Withdrawal.Stop> stops = new HashMap<>();
    decision
        .destinations()
        .forEach((name, now) -> {
          var was = before.get().decision().of(name);
          if (isStricter(now, was)) {
            // Restricted to fewer fields than before, what waits has too many of them.
            var least = now.verdict() == was.verdict() ? Verdict.DENY : now.verdict();
            stops.put(name, new Withdrawal.Stop(least, from, reason));
          }
        });
    return stops.isEmpty() ? Optional.empty() : Optional.of(new Withdrawal(stops));
  }
}
