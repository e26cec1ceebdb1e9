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

/// Asks a vendor's validation about some of the events that it took: where the answer to a delivery
/// never says whether the event is of use, this does. It counts nothing at the vendor's.
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

  /// On the caller's virtual thread; ends without a word where the vendor has no validation.
  void ask(
      PlannedDestination planned, Delivery delivery, Credentials credentials, Outgoing outgoing) {
    try {
      var rehearsal = planned.destination().rehearse(delivery, credentials);
      if (rehearsal.isEmpty() || OutboundGuard.leak(rehearsal.get().call(), planned).isPresent()) {
        return;
      }
      var call = rehearsal.get().call();
      var timeout = planned.destination().limits().timeout();
      var http = planned.destination().sign(call.http(), credentials, outgoing.clock().instant());
      var reply = credentials.mask(outgoing.http().send(http, timeout, planned.sending().egress()));
      switch (planned.destination().interpret(call, reply).get(delivery)) {
        case Outcome.Delivered _ -> outgoing.metrics().validated(planned.name(), "valid");
        case Outcome.Rejected(var said) -> {
          outgoing.metrics().validated(planned.name(), "invalid");
          keep(
              new Finding(
                  outgoing.clock().instant(), delivery.event().id(), PlainContact.mask(said)));
        }
        case null, default -> outgoing.metrics().validated(planned.name(), "unanswered");
      }
    } catch (NoAnswer noAnswer) {
      outgoing.metrics().validated(planned.name(), "unanswered");
    } catch (RuntimeException bug) {
      LOG.error("validation by {} failed: {}", planned.name(), bug.getClass().getSimpleName());
    }
  }

  private synchronized void keep(Finding finding) {
    findings.addFirst(finding);
    if (findings.size() > MOST_KEPT) {
      findings.removeLast();
    }
  }
}
