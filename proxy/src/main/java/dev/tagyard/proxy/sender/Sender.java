package dev.tagyard.proxy.sender;

import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.LogUnavailable;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.plan.DestinationConfiguration.Mode;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlannedDestination;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One destination's outbox, emptied in due order: a virtual thread that reads what is due and
/// hands batches to others, each of which makes its calls and hands what came of them on to be
/// written down.
final class Sender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  private static final int WINDOW = 1_000;

  /// Read at once, or as many as a call takes where that is more: what is read long before it is
  /// sent has left the processor's caches by then, and outlives more of the garbage around it.
  private static final int AT_ONCE = 100;

  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final Duration TROUBLE = Duration.ofSeconds(1);
  private static final Duration LAST_CALLS = Duration.ofSeconds(10);
  private static final Duration LAST_LOOK = Duration.ofMillis(50);

  private final String name;
  private final EventLog log;
  private final Supplier<Plan> plan;
  private final Outgoing outgoing;
  private final CallLimit calls = new CallLimit();
  private final Settling settling;

  /// Keys of deliveries that are under way, until what became of them is written.
  private final Set<String> inFlight = ConcurrentHashMap.newKeySet();

  private final Wake wake = new Wake();
  private final Thread thread;
  private volatile boolean closed;

  /// Absent until the first look, and where no plan has known the destination since the start.
  private volatile Optional<Standing> standing = Optional.empty();

  /// Plan version that the vendor refused the credentials of; -1 for none.
  private volatile long refusedIn = -1;

  /// The vendor's words for it.
  private volatile String refusal = "";

  private final Validation validation = new Validation();
  private final Complaints complaints = new Complaints();

  Sender(String name, EventLog log, Supplier<Plan> plan, Outgoing outgoing) {
    this.name = name;
    this.log = log;
    this.plan = plan;
    this.outgoing = outgoing;
    this.settling = new Settling(name, log, this::settled);
    this.thread = Thread.ofVirtual().name("sender-" + name).unstarted(this::run);
  }

  void start() {
    outgoing.metrics().watch(name, this::paused, calls::now);
    settling.start();
    thread.start();
  }

  /// There may be something to do: entries, room, or a new plan.
  void signal() {
    wake.call();
  }

  /// The vendor refuses the credentials; a reload lets it try again.
  boolean paused() {
    return refusedIn == plan.get().version();
  }

  /// Whether another plan runs than the one of this version.
  boolean changed(long version) {
    return plan.get().version() != version;
  }

  private void run() {
    try {
      while (!closed) {
        try {
          step();
        } catch (LogUnavailable unavailable) {
          LOG.warn("sender {} waits for the event log: {}", name, unavailable.getMessage());
          wake.await(TROUBLE);
        } catch (RuntimeException | Error bug) {
          if (!closed) {
            LOG.error("sender {} failed; it tries again", name, bug);
            wake.await(TROUBLE);
          }
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void step() throws InterruptedException {
    var current = plan.get();
    var planned = current.destinations().get(name);
    if (planned == null) {
      wake.await(IDLE);
      return;
    }
    var stands =
        standing
            .filter(known -> known.planned().equals(planned))
            .orElseGet(() -> new Standing(planned, outgoing));
    standing = Optional.of(stands);
    if (planned.sending().mode() == Mode.OFF || paused()) {
      wake.await(IDLE);
      return;
    }
    var now = outgoing.clock().instant();
    var closedDoor = stands.breaker().wait(now);
    if (closedDoor.isPositive()) {
      wake.await(atLeast(closedDoor));
      return;
    }
    var room = room(stands.breaker());
    if (room == 0) {
      wake.await(IDLE);
      return;
    }
    var limits = planned.destination().limits();
    var atOnce = Math.min(room, Math.max(AT_ONCE, limits.events()));
    var entries = log.due(name, now, atOnce, inFlight);
    if (entries.isEmpty()) {
      var next = log.nextDue(name, inFlight);
      wake.await(next.map(due -> atLeast(Duration.between(now, due))).orElse(IDLE));
      return;
    }
    var linger = linger(entries, limits, now);
    if (linger.isPositive()) {
      wake.await(linger);
      return;
    }
    start(stands, current.version(), entries);
  }

  /// How many entries to take on; when half the window is still out there, none.
  private int room(Breaker breaker) {
    if (breaker.probing()) {
      return inFlight.isEmpty() ? 1 : 0;
    }
    return inFlight.size() > WINDOW / 2 ? 0 : WINDOW - inFlight.size();
  }

  /// How long an incomplete batch still waits for company.
  private static Duration linger(List<OutboxEntry> entries, Limits limits, Instant now) {
    if (entries.size() >= limits.events() || entries.getFirst().attempts() > 0) {
      return Duration.ZERO;
    }
    var first = entries.stream().map(OutboxEntry::due).min(Comparator.naturalOrder()).orElse(now);
    return Duration.between(now, first.plus(limits.linger()));
  }

  private static Duration atLeast(Duration wait) {
    return wait.compareTo(LEAST) < 0 ? LEAST : wait.compareTo(IDLE) > 0 ? IDLE : wait;
  }

  /// In order, each batch once there is room for its call. What is left when the vendor turns out
  /// not to be there, or the plan changes, is looked at anew.
  private void start(Standing stands, long version, List<OutboxEntry> entries)
      throws InterruptedException {
    var planned = stands.planned();
    for (var batch : batches(planned, entries)) {
      var permit = calls.acquire(planned.sending().concurrency());
      if (permit.isEmpty()) {
        return;
      }
      if (paused()
          || changed(version)
          || stands.breaker().wait(outgoing.clock().instant()).isPositive()) {
        permit.get().giveBack();
        return;
      }
      start(permit.get(), stands, version, batch);
    }
  }

  private void start(
      CallLimit.Permit permit, Standing stands, long version, Map<Delivery, OutboxEntry> batch) {
    batch.keySet().forEach(delivery -> inFlight.add(delivery.key()));
    var attempts = new Attempts(this, stands, version, batch, permit);
    Thread.ofVirtual().name("delivery-" + name).start(() -> run(attempts, permit));
  }

  private void run(Attempts attempts, CallLimit.Permit permit) {
    try {
      attempts.run();
    } catch (LogUnavailable unavailable) {
      complain("waits for the event log: " + unavailable.getMessage()).ifPresent(LOG::warn);
    } catch (RuntimeException | Error bug) {
      var first = attempts.unsettled().stream().findFirst().orElse("none");
      complain("an attempt failed and is made again: " + Attempts.kind(bug))
          .ifPresent(line -> LOG.error("{}; the first of it: {}", line, first));
    } finally {
      pauseAfter(attempts.unsettled());
      permit.giveBack();
      release(attempts.unsettled());
    }
  }

  private Optional<String> complain(String words) {
    return complaints
        .line(words, outgoing.clock().instant())
        .map(line -> "destination " + name + ": " + line);
  }

  /// What came to no end, by a fault of ours, stays under way for a while and keeps its place among
  /// the calls: looked at again at once, it would do nothing but fail again.
  private void pauseAfter(Collection<String> unsettled) {
    if (unsettled.isEmpty() || closed) {
      return;
    }
    try {
      Thread.sleep(TROUBLE);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Entries that may share a request, in due order, within what the vendor takes at once.
  private static List<Map<Delivery, OutboxEntry>> batches(
      PlannedDestination planned, List<OutboxEntry> entries) {
    var destination = planned.destination();
    var most = destination.limits().events();
    var open = new HashMap<Object, Map<Delivery, OutboxEntry>>();
    var batches = new ArrayList<Map<Delivery, OutboxEntry>>();
    for (var entry : entries) {
      var delivery =
          new Delivery(
              entry.key(),
              entry.event(),
              entry.consent(),
              entry.acceptedAt(),
              entry.attempts(),
              entry.handle());
      var key = batchKey(destination, delivery);
      var batch = open.get(key);
      if (batch == null || batch.size() == most) {
        batch = new LinkedHashMap<>();
        open.put(key, batch);
        batches.add(batch);
      }
      batch.put(delivery, entry);
    }
    return batches;
  }

  /// One that cannot be looked at goes alone: its attempt finds the same and ends it.
  private static Object batchKey(Destination destination, Delivery delivery) {
    try {
      return destination.batchKey(delivery);
    } catch (RuntimeException bug) {
      return delivery;
    }
  }

  /// Hands on what became of attempts; they stay under way until it is written.
  void settle(List<Attempt> attempts) {
    var now = outgoing.clock().instant();
    var settlements = new ArrayList<Settlement>(attempts.size());
    for (var attempt : attempts) {
      settlements.add(attempt.settle(now, outgoing.backoff(), outgoing.chance()));
      outgoing.metrics().attempted(name, Attempt.label(attempt.outcome()), 1);
      if (attempt.outcome() instanceof Outcome.Delivered) {
        outgoing.metrics().delivered(name, Duration.between(attempt.entry().acceptedAt(), now));
      }
    }
    settling.add(settlements);
  }

  /// Writes down that a call is about to be made which may not be made twice.
  void begin(List<OutboxEntry> entries) {
    log.settle(entries.stream().map(entry -> handled(entry, Attempt.BEGUN)).toList());
  }

  /// Writes down that these have not arrived by the call that was begun.
  void takeBack(List<OutboxEntry> entries) {
    log.settle(entries.stream().map(entry -> handled(entry, entry.handle())).toList());
  }

  private static Settlement handled(OutboxEntry entry, String handle) {
    return new Settlement(
        entry, new Settlement.Next.Again(entry.due(), entry.attempts(), handle), List.of());
  }

  private void settled(List<Settlement> settlements) {
    release(settlements.stream().map(settlement -> settlement.entry().key()).toList());
  }

  private void release(Collection<String> keys) {
    if (!keys.isEmpty()) {
      keys.forEach(inFlight::remove);
      signal();
    }
  }

  /// Whether the visitor has taken the consent to this delivery back; then it is settled.
  boolean withheld(OutboxEntry entry, Instant now) {
    var reason = outgoing.withdrawals().stops(entry);
    reason.ifPresent(how -> {
      settling.add(List.of(Withheld.settle(entry, how, now)));
      outgoing.metrics().withdrawn(name, how);
    });
    return reason.isPresent();
  }

  /// Why the vendor refuses the credentials; empty text while it does not.
  String pausedBy() {
    return paused() ? refusal : "";
  }

  Validation validation() {
    return validation;
  }

  Complaints complaints() {
    return complaints;
  }

  Outgoing outgoing() {
    return outgoing;
  }

  /// Whether the vendor is away, and one call alone finds out when it is back.
  boolean failing() {
    return standing.filter(known -> known.breaker().probing()).isPresent();
  }

  /// How long the vendor wants to be left alone.
  Duration asked() {
    return standing
        .map(known -> known.breaker().asked(outgoing.clock().instant()))
        .orElse(Duration.ZERO);
  }

  /// @param version of the plan that they are of; a late word on those of another pauses nothing
  void credentialsRefused(String vendorSaid, long version) {
    if (changed(version)) {
      return;
    }
    if (!paused()) {
      LOG.error(
          "destination {} is paused: the vendor refuses its credentials ({}); mend the"
              + " configuration and reload. Nothing is dropped",
          name,
          PlainContact.mask(vendorSaid));
    }
    refusal = PlainContact.mask(vendorSaid);
    refusedIn = version;
  }

  private void awaitLastCalls() throws InterruptedException {
    var until = System.nanoTime() + LAST_CALLS.toNanos();
    while (!inFlight.isEmpty() && System.nanoTime() < until) {
      wake.await(LAST_LOOK);
    }
  }

  /// Takes on nothing more and lets calls under way end.
  @Override
  public void close() {
    closed = true;
    calls.close();
    signal();
    try {
      thread.join(LAST_CALLS);
      awaitLastCalls();
      settling.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
