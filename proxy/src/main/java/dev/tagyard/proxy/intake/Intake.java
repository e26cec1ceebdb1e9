package dev.tagyard.proxy.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.ConsentSignals;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.proxy.choice.Choices;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.LogUnavailable;
import dev.tagyard.proxy.plan.Configuration.ServerConsent;
import dev.tagyard.proxy.plan.Cut;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.source.Decoded.Item;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.PreviewKey;
import dev.tagyard.proxy.source.Source;
import dev.tagyard.proxy.visitor.Visitor;
import dev.tagyard.rules.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A request's way from source to journal. Runs on the event loop: pure steps, then one append.
public final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final String SERVER = "server";

  /// The event that only tells a choice: it is noted, and no destination has it.
  private static final String CONSENT = "ty_consent";

  private static final String TOO_VALUABLE = "params.value: larger than this server takes";
  private static final String UNREADABLE = "this server cannot take it, by a fault of its own";
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final Executor RECALL = Executors.newVirtualThreadPerTaskExecutor();
  private static final Set<FieldGroup> ALL = EnumSet.allOf(FieldGroup.class);

  private final Supplier<Plan> plan;
  private final Turns turns;
  private final EventIds ids;
  private final IntakeMetrics metrics;
  private final Choices choices;
  private final Follower follower;

  /// When a bug was last told of.
  private final AtomicReference<Instant> failedAt = new AtomicReference<>(Instant.EPOCH);

  public Intake(
      Supplier<Plan> plan,
      Turns turns,
      EventIds ids,
      IntakeMetrics metrics,
      Choices choices,
      Follower follower) {
    this.plan = plan;
    this.turns = turns;
    this.ids = ids;
    this.metrics = metrics;
    this.choices = choices;
    this.follower = follower;
  }

  /// Takes in what a request holds.
  ///
  /// @param visitors the visitor cookie of this request
  /// @param unkept told how many events will be lost should they not be kept
  /// @return done when what was accepted, and what was taken back, is on disk; fails with
  ///   [LogUnavailable] when it could not be kept
  public CompletableFuture<Receipt> take(
      Source source, Inbound inbound, VisitorIds visitors, IntConsumer unkept) {
    var name = inbound.trusted() ? SERVER : source.name();
    var running = plan.get();
    var items = source.decode(inbound).items();
    metrics.received(name, items.size());
    return inbound.trusted() && items.stream().anyMatch(Recollection::isSilent)
        ? CompletableFuture.supplyAsync(
                () -> Recollection.of(items, choices, running, inbound.receivedAt()), RECALL)
            .thenComposeAsync(
                recalled -> take(running, name, items, inbound, visitors, recalled, unkept),
                turns.loop())
        : take(running, name, items, inbound, visitors, Recollection.NONE, unkept);
  }

  private CompletableFuture<Receipt> take(
      Plan running,
      String name,
      List<Item> items,
      Inbound inbound,
      VisitorIds visitors,
      Recollection recalled,
      IntConsumer unkept) {
    var notes = new ArrayList<CompletableFuture<Void>>();
    var entries = new ArrayList<JournalEntry>(items.size());
    var withheld = new ArrayList<Receipt.Withheld>();
    var rejected = new ArrayList<Receipt.Rejected>();
    var carried = follower.follows() ? PreviewKey.of(inbound) : Optional.<String>empty();
    for (var index = 0; index < items.size(); index++) {
      switch (items.get(index)) {
        case Item.Refused refused -> {
          metrics.rejected(name, refused.reason());
          rejected.add(new Receipt.Rejected(index, refused.error()));
          carried.ifPresent(key -> follower.rejected(key, refused.error()));
        }
        case Item.Taken taken when tooValuable(running, inbound, taken) -> {
          metrics.rejected(name, "max_value");
          rejected.add(new Receipt.Rejected(index, TOO_VALUABLE));
          carried.ifPresent(key -> follower.rejected(key, TOO_VALUABLE));
        }
        case Item.Taken taken -> {
          Optional<String> followed;
          JournalEntry entry;
          try {
            followed = followed(carried, inbound, taken, visitors);
            PreviewKey.remove(taken.event());
            entry = entry(running, name, inbound, taken, visitors, recalled.of(index), notes);
          } catch (RuntimeException bug) {
            // What nobody thought of costs the event that has it, and not its neighbours.
            failed(name, inbound, bug);
            rejected.add(new Receipt.Rejected(index, UNREADABLE));
            continue;
          }
          var reason = whyNobody(entry);
          if (reason.isEmpty()) {
            entries.add(entry);
            followed.ifPresent(key -> follower.accepted(key, entry));
          } else {
            metrics.withheld(name, reason.get());
            withheld.add(new Receipt.Withheld(index, reason.get()));
            followed.ifPresent(
                key -> follower.withheld(key, entry.event().name(), entry.decision()));
          }
        }
      }
    }
    var accepted = entries.stream().map(entry -> entry.event().id()).toList();
    unkept.accept(accepted.size());
    var receipt = new Receipt(accepted, withheld, rejected, visitors.setCookies());
    var kept =
        entries.isEmpty()
            ? CompletableFuture.completedFuture(receipt)
            : turns
                .append(entries)
                .thenApply(onDisk -> {
                  metrics.accepted(name, accepted.size());
                  return receipt;
                });
    // What was taken back is on disk before the visitor has the answer; else it is to be told
    // again.
    return notes.isEmpty()
        ? kept
        : CompletableFuture.allOf(notes.toArray(CompletableFuture[]::new))
            .handleAsync((_, failure) -> Optional.ofNullable(failure), turns.loop())
            .thenCompose(failure -> failure.isEmpty() ? kept : unwritten(failure.get()));
  }

  private static CompletableFuture<Receipt> unwritten(Throwable failure) {
    return CompletableFuture.failedFuture(
        new LogUnavailable("a refusal could not be written down", failure));
  }

  /// Tells of a bug with its trace, yet not each time: anybody may send the same again.
  private void failed(String source, Inbound inbound, RuntimeException bug) {
    metrics.rejected(source, "internal_error");
    var now = inbound.receivedAt();
    var before = failedAt.getAndUpdate(at -> at.plus(QUIET).isAfter(now) ? at : now);
    if (!before.plus(QUIET).isAfter(now)) {
      LOG.error("an event of source {} cannot be taken and is rejected", source, bug);
    }
  }

  /// The key that somebody looks for: the request's, or that of the page it came from. The browser
  /// is to send it with what comes after, too.
  private Optional<String> followed(
      Optional<String> carried, Inbound inbound, Item.Taken taken, VisitorIds visitors) {
    if (!follower.follows()) {
      return Optional.empty();
    }
    var key = carried.or(() -> PreviewKey.ofPage(taken.event())).filter(follower::follows);
    if (!inbound.trusted() && !key.equals(inbound.cookie(PreviewKey.NAME))) {
      key.ifPresent(visitors::preview);
    }
    return key;
  }

  private static boolean tooValuable(Plan running, Inbound inbound, Item.Taken taken) {
    var most = running.configuration().visitors().guard().maxValue();
    return most.isPresent()
        && !inbound.trusted()
        && Math.abs(taken.event().path("params").path("value").asDouble()) > most.get();
  }

  private JournalEntry entry(
      Plan running,
      String source,
      Inbound inbound,
      Item.Taken taken,
      VisitorIds visitors,
      Optional<ConsentDecision> recalled,
      List<CompletableFuture<Void>> notes) {
    var tree = taken.event();
    var visitor =
        inbound.trusted()
            ? Visitor.ofTrusted(tree, running.regions())
            : Visitor.of(
                inbound, running.configuration().visitors().trustedProxies(), running.regions());
    var signals =
        inbound.trusted()
            ? taken.consent()
            : SignalPlaces.complete(taken.consent(), inbound, running.configuration().consent());
    boolean optedOut = OptOut.isSet(inbound);
    var decision =
        optedOut
            ? running.optedOut()
            : recalled.orElseGet(() -> decide(running, inbound, visitor, signals));
    metrics.decided(decision, inbound.receivedAt());
    if (decision.anyAllowed()) {
      describe(tree, source, inbound, visitor, taken, decision, visitors, signals);
    } else if (!inbound.trusted()) {
      // A refusal takes the cookie back even when nothing else is done with the event.
      visitors.decided(decision.storage(), signals);
    }
    if (optedOut || (recalled.isEmpty() && !signals.equals(ConsentSignals.NONE))) {
      choices
          .note(tree, visitors.known(), decision, inbound.trusted(), inbound.receivedAt())
          .ifPresent(notes::add);
    }
    var event = Cut.apply(Event.of(tree), union(decision), ids::random);
    return new JournalEntry(event, decision, source, inbound.receivedAt(), running.version());
  }

  private static ConsentDecision decide(
      Plan running, Inbound inbound, Visitor visitor, ConsentSignals signals) {
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

  private void describe(
      ObjectNode tree,
      String source,
      Inbound inbound,
      Visitor visitor,
      Item.Taken taken,
      ConsentDecision decision,
      VisitorIds visitors,
      ConsentSignals signals) {
    visitor.describe(
        tree, inbound.trusted() ? Optional.empty() : Optional.of(inbound), inbound.receivedAt());
    if (!inbound.trusted()) {
      visitors
          .decided(decision.storage(), signals)
          .ifPresent(id -> ((ObjectNode) tree.path("visitor")).put("id", id));
    }
    if (!tree.has("event_id")) {
      tree.put("event_id", ids.of(source, taken.idempotencyKey(), decision.storage().allowed()));
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
