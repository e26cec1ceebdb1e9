package dev.tagyard.proxy.admin;

import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.dispatch.Dispatcher;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.DeadLetter;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a dead letter becomes when it is tried again: the event as the vendor was to have it, or,
/// where the rules failed or the body was not kept, the accepted event sent through the rules anew.
final class Revival {
  private static final Set<String> THROUGH_THE_RULES =
      Set.of("rule_error", "internal_error", "outbox_full", "outbound_guard");

  /// A rule failed on the event as a whole, all else on one of the events that rules made of it.
  private static final String WHOLE = "rule_error";

  private final EventLog log;
  private final Plan plan;
  private final Instant now;

  Revival(EventLog log, Plan plan, Instant now) {
    this.log = log;
    this.plan = plan;
    this.now = now;
  }

  sealed interface Revived {}

  /// @param entries at least one
  record Again(List<OutboxEntry> entries) implements Revived {}

  /// @param why snake_case
  record Left(String why) implements Revived {}

  Revived of(DeadLetter letter) {
    var planned = plan.destinations().get(letter.entry().destination());
    if (planned == null) {
      return new Left("destination_removed");
    }
    if (THROUGH_THE_RULES.contains(letter.reason())) {
      return anew(letter);
    }
    return switch (planned
        .destination()
        .screen(Rendered.delivery(letter.entry()), now)
        .orElse(null)) {
      case Outcome.Expired _ -> new Left("expired");
      case Outcome.NotSupported _ -> new Left("not_supported");
      case null, default -> new Again(List.of(letter.entry()));
    };
  }

  private Revived anew(DeadLetter letter) {
    var accepted = accepted(letter.entry().position());
    if (accepted.isEmpty()) {
      return new Left("event_no_longer_kept");
    }
    var made = Dispatcher.rehearsal(accepted.get(), plan, now);
    var name = letter.entry().destination();
    var entries =
        made.outbox().stream()
            .filter(entry -> entry.destination().equals(name))
            .filter(entry -> letter.reason().equals(WHOLE) || entry.part() == letter.entry().part())
            .toList();
    if (!entries.isEmpty()) {
      return new Again(entries);
    }
    return new Left(
        made.dead().stream()
                .filter(dead -> dead.entry().destination().equals(name))
                .map(Settlement::next)
                .anyMatch(Settlement.Next.Dead.class::isInstance)
            ? "rules_fail_still"
            : "rules_keep_it_back");
  }

  private Optional<Journaled> accepted(Position position) {
    try {
      return log.read(new Position(position.value() - 1), 1, Duration.ZERO).stream()
          .filter(journaled -> journaled.position().equals(position))
          .findFirst();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (CorruptRecord past) {
      return Optional.empty();
    }
  }
}
