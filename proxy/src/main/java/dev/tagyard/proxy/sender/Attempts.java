package dev.tagyard.proxy.sender;

import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Rehearsal;
import dev.tagyard.proxy.destination.TokenGrant;
import dev.tagyard.proxy.eventlog.LogUnavailable;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.plan.DestinationConfiguration.Mode;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.proxy.sender.HttpSender.NoAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One batch on its way: look at each delivery, make the calls, read the answers, write them down.
/// Read from top to bottom, on a virtual thread of its own.
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final Sender sender;
  private final Standing standing;
  private final PlannedDestination planned;
  private final long version;
  private final Map<Delivery, OutboxEntry> entries;
  private final CallLimit.Permit permit;

  /// The token that was got in place of one that the vendor refused.
  private Optional<String> renewed = Optional.empty();

  /// Keys of deliveries that have come to no end yet.
  private final Set<String> unsettled = new HashSet<>();

  /// @param version of the plan that they are made by
  Attempts(
      Sender sender,
      Standing standing,
      long version,
      Map<Delivery, OutboxEntry> entries,
      CallLimit.Permit permit) {
    this.sender = sender;
    this.standing = standing;
    this.planned = standing.planned();
    this.version = version;
    this.entries = entries;
    this.permit = permit;
    entries.keySet().forEach(delivery -> unsettled.add(delivery.key()));
  }

  /// Keys of deliveries whose end was not handed on: after [#run], none but by a fault of ours.
  Set<String> unsettled() {
    return unsettled;
  }

  void run() {
    var live = new ArrayList<Delivery>();
    var settled = new ArrayList<Attempt>();
    for (var each : entries.entrySet()) {
      var delivery = each.getKey();
      var now = sender.outgoing().clock().instant();
      try {
        if (sender.withheld(each.getValue(), now)) {
          unsettled.remove(delivery.key());
          continue;
        }
        beforehand(delivery, now)
            .ifPresentOrElse(
                outcome -> settled.add(attempt(delivery, outcome, false, 0)),
                () -> live.add(delivery));
      } catch (LogUnavailable passing) {
        throw passing;
      } catch (RuntimeException bug) {
        settled.add(attempt(delivery, fault(delivery, bug), false, 0));
      }
    }
    settle(settled);
    if (!live.isEmpty()) {
      deliver(live);
    }
  }

  /// What ends a delivery without a call.
  private Optional<Outcome> beforehand(Delivery delivery, Instant now) {
    return cutShort(delivery)
        .or(() -> planned.destination().screen(delivery, now))
        .or(() -> OutboundGuard.withheld(delivery).map(Outcome.Guarded::new));
  }

  /// What a process that has ended had begun and may not be repeated.
  private Optional<Outcome> cutShort(Delivery delivery) {
    return delivery.handle().equals(Attempt.BEGUN) && !repeatSafe()
        ? Optional.of(new Outcome.Unknown("the process ended while it was sent"))
        : Optional.empty();
  }

  private void deliver(List<Delivery> batch) {
    if (leftToTheNext(batch)) {
      return;
    }
    if (planned.sending().mode() == Mode.SHADOW) {
      shadow(batch, "");
      return;
    }
    deliver(batch, standing.tokens().find());
  }

  private void deliver(List<Delivery> batch, Tokens.Found found) {
    switch (found) {
      case Tokens.Found.Ready(var credentials) -> {
        if (planned.sending().mode() == Mode.TEST) {
          test(batch, credentials);
        } else {
          send(batch, credentials);
        }
      }
      case Tokens.Found.Missing(var outcome) -> {
        if (outcome instanceof Outcome.CredentialsRefused(var said)) {
          sender.credentialsRefused(said, version);
        } else {
          failed(Duration.ZERO);
        }
        settle(batch.stream().map(delivery -> attempt(delivery, outcome, false, 0)).toList());
      }
    }
  }

  /// Whether another plan runs, which then makes these calls: of this one at most the call under
  /// way comes to its end, and after that what the destination runs is closed.
  private boolean leftToTheNext(List<Delivery> batch) {
    if (!sender.changed(version)) {
      return false;
    }
    var left = new Outcome.Retry("the configuration changed", Duration.ZERO);
    settle(batch.stream().map(each -> attempt(each, left, false, 0)).toList());
    return true;
  }

  private void send(List<Delivery> batch, Credentials credentials) {
    prepared(batch, credentials).forEach(call -> call(call, credentials));
  }

  /// None where we have a fault, which is told of and buried.
  private List<Call> prepared(List<Delivery> batch, Credentials credentials) {
    try {
      return planned.destination().prepare(batch, credentials);
    } catch (RuntimeException bug) {
      bury(batch, bug);
      return List.of();
    }
  }

  /// All but the sending.
  private void shadow(List<Delivery> batch, String reason) {
    for (var call : prepared(batch, planned.credentials())) {
      var leak = OutboundGuard.leak(call, planned);
      if (leak.isPresent()) {
        holdBack(call.deliveries(), leak.get());
      } else {
        settle(
            call.deliveries().stream()
                .map(each -> attempt(each, new Outcome.Shadowed(reason), false, 0))
                .toList());
      }
    }
  }

  /// By the vendor's own test mode, one by one, where it has one.
  private void test(List<Delivery> batch, Credentials credentials) {
    for (var delivery : batch) {
      Optional<Rehearsal> rehearsal;
      try {
        rehearsal = planned.destination().rehearse(delivery, credentials);
      } catch (RuntimeException bug) {
        bury(List.of(delivery), bug);
        continue;
      }
      rehearsal.ifPresentOrElse(
          found -> call(found.call(), credentials),
          () -> shadow(List.of(delivery), "no_test_mode"));
    }
  }

  private void call(Call call, Credentials credentials) {
    if (leftToTheNext(call.deliveries())) {
      return;
    }
    var asked = standing.breaker().asked(sender.outgoing().clock().instant());
    if (asked.isPositive()) {
      // Told by the answer to another call of the batch, or to one beside it.
      var left = new Outcome.Retry("the vendor asked to be left alone", asked);
      settle(call.deliveries().stream().map(each -> attempt(each, left, false, 0)).toList());
      return;
    }
    var leak = OutboundGuard.leak(call, planned);
    if (leak.isPresent()) {
      holdBack(call.deliveries(), leak.get());
      return;
    }
    var notes = validated(call, credentials);
    if (!repeatSafe()) {
      sender.begin(call.deliveries().stream().map(this::entry).toList());
    }
    var status = 0;
    var answered = false;
    var renew = false;
    Map<Delivery, Outcome> outcomes;
    try {
      var destination = planned.destination();
      var outgoing = sender.outgoing();
      var http = destination.sign(call.http(), credentials, outgoing.clock().instant());
      var start = System.nanoTime();
      var reply =
          credentials.mask(
              outgoing
                  .http()
                  .send(http, destination.limits().timeout(), planned.sending().egress()));
      var took = Duration.ofNanos(System.nanoTime() - start);
      status = reply.status();
      answered = true;
      outcomes = destination.interpret(call, reply);
      complain(call, reply);
      destination
          .faults(call, reply)
          .forEach((reason, n) -> outgoing.metrics().faulted(planned.name(), reason, n));
      renew = worthAnotherToken(outcomes, credentials);
      if (!renew) {
        judge(reply, outcomes, took);
      }
    } catch (NoAnswer noAnswer) {
      outcomes = unanswered(call, noAnswer);
    } catch (RuntimeException bug) {
      if (answered && !repeatSafe()) {
        unread(call, status, bug);
      } else if (takenBack(call.deliveries())) {
        bury(call.deliveries(), bug);
      }
      return;
    }
    if (renew) {
      if (takenBack(call.deliveries())) {
        deliver(call.deliveries(), anotherToken(credentials));
      }
      return;
    }
    var split = new ArrayList<Delivery>();
    var settled = new ArrayList<Attempt>();
    for (var delivery : call.deliveries()) {
      switch (outcomes.get(delivery)) {
        case Outcome.Split _ when call.deliveries().size() > 1 -> split.add(delivery);
        case Outcome.Split(var said) ->
            settled.add(attempt(delivery, new Outcome.Rejected(said), true, status));
        case null ->
            settled.add(
                attempt(
                    delivery, new Outcome.Unknown("the answer names no outcome"), true, status));
        case Outcome.Delivered _ when planned.sending().mode() == Mode.TEST ->
            settled.add(attempt(delivery, new Outcome.Tested(), true, status));
        case Outcome.Delivered(var said) ->
            settled.add(
                attempt(
                    delivery,
                    new Outcome.Delivered(said + notes.getOrDefault(delivery, "")),
                    true,
                    status));
        case Outcome outcome -> settled.add(attempt(delivery, outcome, true, status));
      }
    }
    settle(settled);
    if (!split.isEmpty() && takenBack(split)) {
      again(split, call.deliveries().size());
    }
  }

  /// What the vendor refused, or what never left, did not arrive. Where a call may not be made
  /// twice that is written down: it counts as begun there, and the process may end before the next
  /// call.
  ///
  /// @return false where the log takes nothing now; then they are settled, to be sent later
  private boolean takenBack(List<Delivery> batch) {
    if (repeatSafe()) {
      return true;
    }
    try {
      sender.takeBack(batch.stream().map(this::entry).toList());
      return true;
    } catch (LogUnavailable unavailable) {
      var later = new Outcome.Retry("it did not arrive and is sent anew", Duration.ZERO);
      settle(batch.stream().map(each -> attempt(each, later, false, 0)).toList());
      return false;
    }
  }

  /// A script may fail on each answer.
  private void complain(Call call, HttpReply reply) {
    planned
        .destination()
        .complaint(call, reply)
        .flatMap(words -> sender.complaints().line(words, sender.outgoing().clock().instant()))
        .ifPresent(line ->
            LOG.warn(
                "{}, event {}: {}",
                planned.name(),
                call.deliveries().getFirst().event().id(),
                line));
  }

  /// What a refused batch leaves: in halves, or whole where the ones at fault were named.
  private void again(List<Delivery> split, int sent) {
    if (split.size() < sent) {
      deliver(split);
      return;
    }
    var middle = (split.size() + 1) / 2;
    deliver(split.subList(0, middle));
    deliver(split.subList(middle, split.size()));
  }

  /// What the vendor's validation thinks of some of a call's events. It is asked before they are
  /// sent, so that no time is lost between the vendor's answer and the writing down of it.
  private Map<Delivery, String> validated(Call call, Credentials credentials) {
    var share = planned.sending().validateShare();
    if (share <= 0 || planned.sending().mode() != Mode.LIVE) {
      return Map.of();
    }
    var outgoing = sender.outgoing();
    var notes = new HashMap<Delivery, String>();
    for (var delivery : call.deliveries()) {
      if (delivery.attempts() == 0 && outgoing.chance().nextDouble() < share) {
        notes.put(delivery, sender.validation().ask(planned, delivery, credentials, outgoing));
      }
    }
    return notes;
  }

  /// The one that would tell what it may not becomes a dead letter, the others go on.
  private void holdBack(List<Delivery> batch, String what) {
    if (batch.size() > 1) {
      again(batch, batch.size());
    } else {
      settle(List.of(attempt(batch.getFirst(), new Outcome.Guarded(what), false, 0)));
    }
  }

  /// Whether a token was refused before its time, so that a new one is worth a try. It is tried
  /// once: what was just fetched and is refused pauses the destination.
  private boolean worthAnotherToken(Map<Delivery, Outcome> outcomes, Credentials used) {
    return planned.destination().tokenGrant().isPresent()
        && outcomes.values().stream().anyMatch(Outcome.CredentialsRefused.class::isInstance)
        && !renewed.equals(Optional.of(used.get(TokenGrant.TOKEN)));
  }

  private Tokens.Found anotherToken(Credentials refused) {
    var found = standing.tokens().renew(refused.get(TokenGrant.TOKEN));
    if (found instanceof Tokens.Found.Ready(var credentials)) {
      renewed = Optional.of(credentials.get(TokenGrant.TOKEN));
    }
    return found;
  }

  /// What an answer says of the vendor as a whole.
  private void judge(HttpReply reply, Map<Delivery, Outcome> outcomes, Duration took) {
    var wait = Duration.ZERO;
    // Some throttle with 400, or even 200: what the answer means for the events tells it.
    var refused = !outcomes.isEmpty();
    for (var outcome : outcomes.values()) {
      refused &= outcome instanceof Outcome.Retry;
      if (outcome instanceof Outcome.CredentialsRefused(var said)) {
        sender.credentialsRefused(said, version);
        return;
      }
      if (outcome instanceof Outcome.Retry(_, var leastWait) && leastWait.compareTo(wait) > 0) {
        wait = leastWait;
      }
    }
    if (refused || reply.status() >= 500 || reply.status() == 429) {
      failed(wait);
    } else {
      permit.answered(outcomes.size(), took);
      standing.breaker().succeeded();
    }
  }

  private Map<Delivery, Outcome> unanswered(Call call, NoAnswer noAnswer) {
    failed(Duration.ZERO);
    var repeatable = !noAnswer.sent() || repeatSafe();
    var said = noAnswer.getMessage() == null ? "no answer" : noAnswer.getMessage();
    var outcomes = new HashMap<Delivery, Outcome>();
    for (var delivery : call.deliveries()) {
      outcomes.put(
          delivery,
          repeatable ? new Outcome.Retry(said, Duration.ZERO) : new Outcome.Unknown(said));
    }
    return outcomes;
  }

  private void failed(Duration leastWait) {
    permit.failed();
    var outgoing = sender.outgoing();
    standing.breaker().failed(outgoing.clock().instant(), leastWait, outgoing.chance());
  }

  /// Our own bug: one event is at fault and becomes a dead letter, the others go on.
  private void bury(List<Delivery> batch, RuntimeException bug) {
    if (batch.size() > 1) {
      again(batch, batch.size());
      return;
    }
    var delivery = batch.getFirst();
    settle(List.of(attempt(delivery, fault(delivery, bug), true, 0)));
  }

  /// An answer that cannot be read, by a fault of ours: to ask again would be to send again.
  private void unread(Call call, int status, RuntimeException bug) {
    LOG.error(
        "the answer of {} on event {} cannot be read: {}",
        planned.name(),
        call.deliveries().getFirst().event().id(),
        kind(bug));
    var unknown = new Outcome.Unknown("internal error: " + kind(bug));
    settle(call.deliveries().stream().map(each -> attempt(each, unknown, true, status)).toList());
  }

  private Outcome fault(Delivery delivery, RuntimeException bug) {
    LOG.error(
        "event {} cannot be sent to {}: {}", delivery.event().id(), planned.name(), kind(bug));
    return new Outcome.Rejected("internal error: " + kind(bug));
  }

  /// Without its message, which may hold an address with its secrets, or the event's text.
  static String kind(Throwable bug) {
    var where = bug.getStackTrace().length == 0 ? "" : " at " + bug.getStackTrace()[0];
    return bug.getClass().getSimpleName() + where;
  }

  private boolean repeatSafe() {
    return planned.destination().limits().repeatSafe();
  }

  private void settle(List<Attempt> attempts) {
    if (!attempts.isEmpty()) {
      sender.settle(attempts);
      attempts.forEach(attempt -> unsettled.remove(attempt.entry().key()));
    }
  }

  private Attempt attempt(Delivery delivery, Outcome outcome, boolean called, int status) {
    return new Attempt(entry(delivery), outcome, called, status);
  }

  private OutboxEntry entry(Delivery delivery) {
    var entry = entries.get(delivery);
    if (entry == null) {
      throw new IllegalStateException("a call carries a delivery that it was not given");
    }
    return entry;
  }
}
