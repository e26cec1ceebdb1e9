package dev.tagyard.proxy.sender;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.proxy.choice.Withdrawals;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.OAuth;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import dev.tagyard.proxy.destination.TokenGrant;
import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.LogUnavailable;
import dev.tagyard.proxy.eventlog.MasterKey;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Partly;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.VisitorHash;
import dev.tagyard.proxy.plan.DestinationConfiguration.BrowserTag;
import dev.tagyard.proxy.plan.DestinationConfiguration.Mode;
import dev.tagyard.proxy.plan.Egress;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.proxy.plan.Sending;
import dev.tagyard.rules.RuleObserver;
import dev.tagyard.rules.event.Event;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A sender before an invented vendor, with an outbox in memory. The vendor's address ends with the
/// credentials that it is called with, `/token` gives new ones.
final class OneVendor implements AutoCloseable {
  private static final String NAME = "any";

  final Map<String, OutboxEntry> outbox = new ConcurrentSkipListMap<>();
  final List<Settlement> ended = new CopyOnWriteArrayList<>();
  final List<Long> writesRefused = new CopyOnWriteArrayList<>();
  final AtomicBoolean broken = new AtomicBoolean();
  final Outgoing outgoing;
  private final Plan empty;
  private final Sender sender;
  private volatile Plan plan;

  OneVendor(Path folder, Carrier http) throws IOException {
    this.empty = empty(folder);
    this.plan = empty;
    var log =
        Partly.of(
            EventLog.class,
            Map.of(
                "consents", _ -> consents(),
                "read", _ -> List.of(),
                "due", arguments -> due((Instant) arguments[1], (Collection<?>) arguments[3]),
                "nextDue",
                    arguments ->
                        due(Instant.MAX, (Collection<?>) arguments[1]).stream()
                            .map(OutboxEntry::due)
                            .min(Instant::compareTo),
                "settle", arguments -> settle((List<?>) arguments[0])));
    this.outgoing =
        new Outgoing(
            http,
            new Backoff(Duration.ofMillis(20), Duration.ofMillis(20)),
            InstantSource.system(),
            new SecureRandom(),
            new SenderMetrics(new SimpleMeterRegistry()),
            new Withdrawals(log),
            new Renewals(folder, MasterKey.of(new byte[MasterKey.BYTES]), new SecureRandom()));
    this.sender = new Sender(NAME, log, () -> plan, outgoing);
  }

  /// Where somebody took something back, and no link of an order can be read.
  private static ConsentRecords consents() {
    return Partly.of(
        ConsentRecords.class,
        Map.of(
            "hash", _ -> new VisitorHash(2, 2),
            "linked",
                _ -> {
                  throw new CorruptRecord("a file of the log was changed on disk");
                },
            "withdrawals", _ -> false));
  }

  /// @param size events that the vendor takes at once, each by a call of its own
  /// @param grants whether the credentials are fetched
  record Vendor(int size, boolean grants, boolean repeatSafe, Function<Delivery, Boolean> faulty)
      implements Destination {
    static Vendor of(int size) {
      return new Vendor(size, false, true, _ -> false);
    }

    static Vendor granting(int size) {
      return new Vendor(size, true, true, _ -> false);
    }

    @Override
    public Limits limits() {
      return new Limits(
          size,
          1_000,
          Duration.ofDays(1),
          Duration.ZERO,
          Duration.ofSeconds(5),
          repeatSafe,
          Limits.Deduplication.BY_EVENT_ID);
    }

    @Override
    public Object batchKey(Delivery delivery) {
      return screen(delivery, delivery.acceptedAt());
    }

    @Override
    public Optional<TokenGrant> tokenGrant() {
      return grants ? Optional.of(new Grant()) : Optional.empty();
    }

    @Override
    public Optional<Outcome> screen(Delivery delivery, Instant now) {
      if (faulty.apply(delivery)) {
        throw new IllegalStateException("a bug");
      }
      return Optional.empty();
    }

    @Override
    public List<Call> prepare(List<Delivery> batch, Credentials credentials) {
      return batch.stream()
          .map(each -> new Call(List.of(each), to(credentials.get(TokenGrant.TOKEN))))
          .toList();
    }

    @Override
    public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
      return call.deliveries().stream()
          .collect(Collectors.toMap(each -> each, _ -> outcome(reply)));
    }
  }

  /// One that takes a batch by one call.
  record Whole(int size, boolean repeatSafe, BiFunction<Call, HttpReply, Outcome> reading)
      implements Destination {
    @Override
    public Limits limits() {
      return new Vendor(size, false, repeatSafe, _ -> false).limits();
    }

    @Override
    public Optional<Outcome> screen(Delivery delivery, Instant now) {
      return Optional.empty();
    }

    @Override
    public List<Call> prepare(List<Delivery> batch, Credentials credentials) {
      return List.of(new Call(batch, to(credentials.get(TokenGrant.TOKEN))));
    }

    @Override
    public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
      return Replies.all(call, reading.apply(call, reply));
    }
  }

  private record Grant() implements TokenGrant {
    @Override
    public HttpCall request(Credentials credentials, Instant now) {
      return to("token");
    }

    @Override
    public Answer read(HttpReply reply, Instant now) {
      return reply.status() == 200
          ? new Answer.Granted(reply.body(), now.plus(Duration.ofHours(1)), "")
          : OAuth.read(reply, now);
    }
  }

  private static HttpCall to(String path) {
    return new HttpCall("POST", URI.create("https://vendor.example/" + path), Map.of(), "{}");
  }

  private static Outcome outcome(HttpReply reply) {
    return switch (reply.status()) {
      case 200 -> new Outcome.Delivered("");
      case 401 -> new Outcome.CredentialsRefused("refused");
      case 429 -> new Outcome.Retry("throttled", Duration.ofSeconds(2));
      default -> new Outcome.Retry("status " + reply.status(), Duration.ZERO);
    };
  }

  static PlannedDestination planned(Destination vendor, Mode mode, String token) {
    return planned(vendor, mode, new Credentials(Map.of(TokenGrant.TOKEN, token)));
  }

  static PlannedDestination planned(Destination vendor, Mode mode, Credentials credentials) {
    return new PlannedDestination(
        NAME,
        NAME,
        vendor,
        credentials,
        Set.of(),
        BrowserTag.NONE,
        new Sending(mode, Egress.PUBLIC, Set.of(), 0, 4));
  }

  void start(PlannedDestination planned) {
    plan(planned);
    sender.start();
  }

  /// As after a reload.
  void plan(PlannedDestination planned) {
    plan =
        new Plan(
            plan.version() + 1,
            empty.configuration(),
            Map.of(NAME, planned),
            empty.consent(),
            empty.regions(),
            empty.rules());
    sender.signal();
  }

  void put(String... ids) {
    for (var id : ids) {
      put(event(id));
    }
  }

  void putOrder(String id) {
    var tree = event(id);
    tree.putObject("params").put("transaction_id", id);
    put(tree);
  }

  private static ObjectNode event(String id) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("event_name", "purchase")
        .put("event_id", id)
        .put("event_time", 1763773200123L);
  }

  private void put(ObjectNode tree) {
    var now = Instant.now();
    var entry =
        new OutboxEntry(
            NAME,
            new Position(outbox.size() + 1),
            0,
            Event.of(tree),
            DestinationDecision.allow("category", VendorFlags.NONE),
            now,
            now,
            0,
            "");
    outbox.put(entry.key(), entry);
    sender.signal();
  }

  boolean paused() {
    return sender.paused();
  }

  boolean failing() {
    return sender.failing();
  }

  private List<OutboxEntry> due(Instant by, Collection<?> inFlight) {
    return outbox.values().stream()
        .filter(entry -> !entry.due().isAfter(by) && !inFlight.contains(entry.key()))
        .toList();
  }

  private String settle(List<?> settlements) {
    if (broken.get()) {
      writesRefused.add(System.nanoTime());
      throw new LogUnavailable("the disk is full", new IOException());
    }
    for (var each : settlements) {
      var settlement = (Settlement) each;
      var entry = settlement.entry();
      if (settlement.next() instanceof Settlement.Next.Again(var due, var attempts, var handle)) {
        outbox.put(entry.key(), entry.again(due, attempts, handle));
      } else {
        outbox.remove(entry.key());
        ended.add(settlement);
      }
    }
    return "";
  }

  private static Plan empty(Path folder) throws IOException {
    var file = folder.resolve("tagyard.yaml");
    Files.writeString(file, "public:\n  listen: 127.0.0.1:0\n");
    return new PlanReader(file, _ -> Optional.empty(), RuleObserver.NONE, InstantSource.system())
        .read(1)
        .plan()
        .orElseThrow();
  }

  @Override
  public void close() {
    if (plan.version() != empty.version()) {
      sender.close();
    }
    empty.rules().close();
  }
}
