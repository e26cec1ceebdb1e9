package dev.tagyard.proxy.sender;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import dev.tagyard.proxy.eventlog.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The end of one attempt, turned into what is written of it.
///
/// @param called whether a call was made; a look beforehand is no attempt
/// @param status of the vendor's answer; 0 without one
record Attempt(OutboxEntry entry, Outcome outcome, boolean called, int status) {
  private static final int LONGEST_WORDS = 1_024;

  /// Stands as the handle of a delivery whose call may not be repeated while that is under way.
  static final String BEGUN = "begun";

  private static final String GUARDED = "outbound_guard";

  Settlement settle(Instant now, Backoff backoff, RandomGenerator chance) {
    var attempts = entry.attempts() + (called ? 1 : 0);
    var next = next(now, attempts, backoff, chance);
    var detail = JsonNodeFactory.instance.objectNode();
    detail.put("outcome", label(outcome));
    if (called) {
      detail.put("attempt", attempts);
    }
    if (status > 0) {
      detail.put("status", status);
    }
    said().ifPresent(words -> detail.put("said", words));
    switch (next) {
      case Next.Again again -> detail.put("due", again.due().toString());
      case Next.Done done -> detail.put("settled", done.term().label());
      case Next.Dead dead -> {
        detail.put("settled", dead.term().label());
        detail.put("dead_letter", dead.reason());
      }
    }
    var fact =
        new Fact(
            entry.event().id(),
            entry.position(),
            now,
            Fact.Kind.ATTEMPT,
            Optional.of(entry.destination()),
            detail);
    // A dead letter tells how often it was tried.
    var last = next instanceof Next.Dead ? entry.again(entry.due(), attempts, "") : entry;
    return new Settlement(last, next, List.of(fact));
  }

  private Next next(Instant now, int attempts, Backoff backoff, RandomGenerator chance) {
    return switch (outcome) {
      case Outcome.Delivered _ -> new Next.Done(Term.DELIVERED);
      case Outcome.NotSupported _ -> new Next.Done(Term.NOT_SUPPORTED);
      case Outcome.Shadowed _ -> new Next.Done(Term.SHADOWED);
      case Outcome.Tested _ -> new Next.Done(Term.TESTED);
      case Outcome.Retry(_, var leastWait) ->
          // What a vendor has queued stays queued while it cannot be asked.
          new Next.Again(
              now.plus(backoff.delay(Math.max(attempts, 1), leastWait, chance)),
              attempts,
              entry.handle());
      case Outcome.Split _ -> new Next.Again(now, attempts, entry.handle());
      case Outcome.Pending(var handle, var checkAfter, _) ->
          new Next.Again(now.plus(checkAfter), attempts, handle);
      case Outcome.CredentialsRefused _ ->
          new Next.Again(now.plus(Duration.ofSeconds(1)), entry.attempts(), entry.handle());
      case Outcome.Rejected(var said) -> new Next.Dead(Term.REJECTED, "rejected", cut(said));
      case Outcome.Expired(var reason) -> new Next.Dead(Term.EXPIRED, "expired", cut(reason));
      case Outcome.Guarded(var what) -> new Next.Dead(Term.REJECTED, GUARDED, cut(what));
      case Outcome.Unknown(var reason) -> new Next.Dead(Term.UNKNOWN, "unknown", cut(reason));
    };
  }

  private Optional<String> said() {
    var words =
        switch (outcome) {
          case Outcome.Delivered(var vendor) -> vendor;
          case Outcome.Retry(var reason, _) -> reason;
          case Outcome.Rejected(var vendor) -> vendor;
          case Outcome.Split(var vendor) -> vendor;
          case Outcome.Pending(_, _, var vendor) -> vendor;
          case Outcome.NotSupported(var reason) -> reason;
          case Outcome.Expired(var reason) -> reason;
          case Outcome.CredentialsRefused(var vendor) -> vendor;
          case Outcome.Guarded(var what) -> what;
          case Outcome.Shadowed(var reason) -> reason;
          case Outcome.Tested _ -> "";
          case Outcome.Unknown(var reason) -> reason;
        };
    return words.isEmpty() ? Optional.empty() : Optional.of(cut(words));
  }

  /// The outcome's name as metrics and facts know it.
  static String label(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Delivered _ -> "delivered";
      case Outcome.Retry _ -> "retry";
      case Outcome.Rejected _ -> "rejected";
      case Outcome.Split _ -> "split";
      case Outcome.Pending _ -> "pending";
      case Outcome.NotSupported _ -> "not_supported";
      case Outcome.Expired _ -> "expired";
      case Outcome.CredentialsRefused _ -> "credentials_refused";
      case Outcome.Guarded _ -> "guarded";
      case Outcome.Shadowed _ -> "shadowed";
      case Outcome.Tested _ -> "tested";
      case Outcome.Unknown _ -> "unknown";
    };
  }

  private static String cut(String words) {
    return words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS);
  }
}
