package dev.tagyard.proxy.sender;

import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.proxy.sender.HttpSender.NoAnswer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a vendor's validation about some of the events that it is about to get: where the answer to
/// a delivery never says whether the event is of use, this does. It counts nothing at the vendor's.
final class Validation {
  private static final Logger LOG = LoggerFactory.getLogger(Validation.class);
  private static final int MOST_KEPT = 20;

  private final Deque<Finding> findings = new ArrayDeque<>();

  /// A complaint.
  record Finding(Instant at, String eventId, String said) {}

  /// The last ones, the newest first.
  synchronized List<Finding> findings() {
    return List.copyOf(findings);
  }

  /// What it thinks, in words to be kept with the delivery; empty where the vendor has no
  /// validation.
  String ask(
      PlannedDestination planned, Delivery delivery, Credentials credentials, Outgoing outgoing) {
    try {
      var rehearsal = planned.destination().rehearse(delivery, credentials);
      if (rehearsal.isEmpty() || OutboundGuard.leak(rehearsal.get().call(), planned).isPresent()) {
        return "";
      }
      var call = rehearsal.get().call();
      var timeout = planned.destination().limits().timeout();
      var http = planned.destination().sign(call.http(), credentials, outgoing.clock().instant());
      var reply = credentials.mask(outgoing.http().send(http, timeout, planned.sending().egress()));
      return switch (planned.destination().interpret(call, reply).get(delivery)) {
        case Outcome.Delivered _ -> {
          outgoing.metrics().validated(planned.name(), "valid");
          yield "validation: nothing to object to";
        }
        case Outcome.Rejected(var said) -> {
          outgoing.metrics().validated(planned.name(), "invalid");
          var masked = PlainContact.mask(said);
          keep(
              planned.name(),
              new Finding(outgoing.clock().instant(), delivery.event().id(), masked));
          yield "validation: " + masked;
        }
        case null, default -> unanswered(planned, outgoing);
      };
    } catch (NoAnswer noAnswer) {
      return unanswered(planned, outgoing);
    } catch (RuntimeException bug) {
      LOG.error("validation by {} failed: {}", planned.name(), bug.getClass().getSimpleName());
      return "";
    }
  }

  private static String unanswered(PlannedDestination planned, Outgoing outgoing) {
    outgoing.metrics().validated(planned.name(), "unanswered");
    return "validation: no answer";
  }

  /// The same complaint of one event after another is told once.
  private synchronized void keep(String destination, Finding finding) {
    if (findings.stream().noneMatch(known -> known.said().equals(finding.said()))) {
      LOG.warn(
          "{} takes event {} and its validation finds fault with it: {}",
          destination,
          finding.eventId(),
          finding.said());
    }
    findings.addFirst(finding);
    if (findings.size() > MOST_KEPT) {
      findings.removeLast();
    }
  }
}
