package dev.tagyard.proxy.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.ConsentSignals;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.proxy.choice.Choices;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.plan.Configuration.ServerConsent;
import dev.tagyard.proxy.plan.Cut;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.source.Decoded.Item;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.PersonalParameters;
import dev.tagyard.proxy.source.PreviewKey;
import dev.tagyard.proxy.visitor.Visitor;
import dev.tagyard.rules.event.Event;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// What one request brings, event by event, on its way to the journal. Pure steps: what is to be
/// written comes out of it.
final class RequestIntake {
  /// The event that only tells a choice: it is noted, and no destination has it.
  private static final String CONSENT = "ty_consent";

  private static final String TOO_VALUABLE = "params.value: larger than this server takes";
  private static final String UNREADABLE = "this server cannot take it, by a fault of its own";
  private static final Set<FieldGroup> ALL = EnumSet.allOf(FieldGroup.class);

  private final Parts parts;
  private final Plan running;
  private final String source;
  private final Inbound inbound;
  private final VisitorIds visitors;
  private final Optional<String> previewed;

  private final List<JournalEntry> entries = new ArrayList<>();
  private final List<Receipt.Withheld> withheld = new ArrayList<>();
  private final List<Receipt.Rejected> rejected = new ArrayList<>();
  private final List<CompletableFuture<Void>> notes = new ArrayList<>();

  /// What all requests share.
  record Parts(
      Turns turns,
      EventIds ids,
      IntakeMetrics metrics,
      Choices choices,
      Follower follower,
      FaultLog faults) {}

  /// @param source as it is counted
  /// @param visitors the visitor cookie of this request
  RequestIntake(Parts parts, Plan running, String source, Inbound inbound, VisitorIds visitors) {
    this.parts = parts;
    this.running = running;
    this.source = source;
    this.inbound = inbound;
    this.visitors = visitors;
    this.previewed = parts.follower().follows() ? PreviewKey.of(inbound) : Optional.<String>empty();
  }

  void take(List<Item> items, Recollection recalled) {
    for (var index = 0; index < items.size(); index++) {
      switch (items.get(index)) {
        case Item.Refused refused -> reject(index, refused.reason(), refused.error());
        case Item.Taken taken when tooValuable(taken) -> reject(index, "max_value", TOO_VALUABLE);
        case Item.Taken taken -> {
          try {
            take(index, taken, recalled.of(index));
          } catch (RuntimeException | StackOverflowError bug) {
            // What nobody thought of costs the event that has it, and not its neighbours.
            parts.metrics().rejected(source, "internal_error");
            parts.faults().tell(source, inbound.receivedAt(), bug);
            rejected.add(new Receipt.Rejected(index, UNREADABLE));
          }
        }
      }
    }
  }

  /// What is to be written.
  List<JournalEntry> entries() {
    return entries;
  }

  /// Done when what visitors chose is written.
  List<CompletableFuture<Void>> notes() {
    return notes;
  }

  Receipt receipt() {
    var accepted = new ArrayList<String>(entries.size());
    entries.forEach(entry -> accepted.add(entry.event().id()));
    return new Receipt(accepted, withheld, rejected, visitors.setCookies());
  }

  private void reject(int index, String reason, String error) {
    parts.metrics().rejected(source, reason);
    rejected.add(new Receipt.Rejected(index, error));
    previewed.ifPresent(key -> parts.follower().rejected(key, error));
  }

  private boolean tooValuable(Item.Taken taken) {
    var most = running.configuration().visitors().guard().maxValue();
    return most.isPresent()
        && !inbound.trusted()
        && Math.abs(taken.event().path("params").path("value").asDouble()) > most.get();
  }

  private void take(int index, Item.Taken taken, Optional<ConsentDecision> recalled) {
    var followed = followed(taken);
    PreviewKey.remove(taken.event());
    PersonalParameters.remove(taken.event());
    var entry = entry(taken, recalled);
    var reason = whyNobody(entry);
    if (reason.isEmpty()) {
      entries.add(entry);
      followed.ifPresent(key -> parts.follower().accepted(key, entry));
    } else {
      parts.metrics().withheld(source, reason.get());
      withheld.add(new Receipt.Withheld(index, reason.get()));
      followed.ifPresent(
          key -> parts.follower().withheld(key, entry.event().name(), entry.decision()));
    }
  }

  /// The key that somebody looks for: the request's, or that of the page it came from. The browser
  /// is to send it with what comes after, too.
  private Optional<String> followed(Item.Taken taken) {
    var follower = parts.follower();
    if (!follower.follows()) {
      return Optional.empty();
    }
    var key = previewed.or(() -> PreviewKey.ofPage(taken.event())).filter(follower::follows);
    if (!inbound.trusted() && !key.equals(inbound.cookie(PreviewKey.NAME))) {
      key.ifPresent(visitors::preview);
    }
    return key;
  }

  private JournalEntry entry(Item.Taken taken, Optional<ConsentDecision> recalled) {
    var tree = taken.event();
    var visitor = visitor(tree);
    var signals =
        inbound.trusted()
            ? taken.consent()
            : SignalPlaces.complete(taken.consent(), inbound, running.configuration().consent());
    boolean optedOut = OptOut.isSet(inbound);
    var decision =
        optedOut ? running.optedOut() : recalled.orElseGet(() -> decide(visitor, signals));
    parts.metrics().decided(decision, inbound.receivedAt());
    if (decision.anyAllowed()) {
      describe(taken, visitor, decision);
    } else if (!inbound.trusted() && !decision.storage().allowed()) {
      // A refusal takes the cookie back even when nothing else is done with the event. None is
      // issued for an event that nobody may have.
      visitors.decided(decision.storage());
    }
    if (optedOut || (recalled.isEmpty() && !signals.equals(ConsentSignals.NONE))) {
      parts
          .choices()
          .note(tree, visitors.known(), decision, inbound.trusted(), inbound.receivedAt())
          .ifPresent(notes::add);
    }
    var event = Cut.apply(Event.of(tree), union(decision), parts.ids()::random);
    return new JournalEntry(event, decision, source, inbound.receivedAt(), running.version());
  }

  private Visitor visitor(ObjectNode tree) {
    return inbound.trusted()
        ? Visitor.ofTrusted(tree, running.regions())
        : Visitor.of(
            inbound, running.configuration().visitors().trustedProxies(), running.regions());
  }

  private ConsentDecision decide(Visitor visitor, ConsentSignals signals) {
    var assume =
        running
            .configuration()
            .sources()
            .server()
            .map(server -> server.consent() == ServerConsent.ASSUME)
            .orElse(false);
    return inbound.trusted() && assume && signals.equals(ConsentSignals.NONE)
        ? running.assumed()
        : running.consent().decide(signals, visitor.region(), inbound.receivedAt());
  }

  private void describe(Item.Taken taken, Visitor visitor, ConsentDecision decision) {
    var tree = taken.event();
    visitor.describe(
        tree,
        inbound.trusted() ? Optional.empty() : Optional.of(inbound),
        running.configuration().visitors().clickParameter(),
        inbound.receivedAt());
    if (!inbound.trusted()) {
      visitors
          .decided(decision.storage())
          .ifPresent(id -> ((ObjectNode) tree.path("visitor")).put("id", id));
    }
    if (!tree.has("event_id")) {
      tree.put(
          "event_id", parts.ids().of(source, taken.idempotencyKey(), decision.storage().allowed()));
    }
    EventTimes.correct(tree, inbound.receivedAt());
    tree.put("source", source);
    tree.put("trusted", inbound.trusted());
    if (inbound.foreignSite()) {
      tree.put("foreign_site", true);
    }
  }

  /// What at least one destination may have: more is not kept.
  private static Set<FieldGroup> union(ConsentDecision decision) {
    var union = EnumSet.noneOf(FieldGroup.class);
    for (var part : decision.destinations().values()) {
      if (part.groups().size() == ALL.size()) {
        return ALL;
      }
      union.addAll(part.groups());
    }
    return union;
  }

  private static Optional<String> whyNobody(JournalEntry entry) {
    if (!entry.decision().anyAllowed()) {
      return Optional.of(commonReason(entry.decision()));
    }
    return entry.event().name().equals(CONSENT) ? Optional.of("consent_only") : Optional.empty();
  }

  private static String commonReason(ConsentDecision decision) {
    var reasons = List.copyOf(decision.destinations().values());
    return reasons.isEmpty()
        ? "no_destination"
        : reasons.stream().map(DestinationDecision::reason).sorted().findFirst().orElseThrow();
  }
}
