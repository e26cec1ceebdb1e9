package dev.tagyard.proxy.eventlog.rocksdb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.management.OperatingSystemMXBean;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.LogSettings;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.rules.event.Event;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/// Prints what the log does in a second. Arguments: folder, seconds for each figure.
final class LogBench {
  private static final List<String> DESTINATIONS = List.of("meta", "ga4", "partner");

  /// Few enough for the processor's cache, where an event that was just read is, too.
  private static final List<JournalEntry> ENTRIES =
      LongStream.range(0, 256).mapToObj(LogBench::entry).toList();

  private final RocksEventLog log;
  private final long nanos;

  private LogBench(RocksEventLog log, long nanos) {
    this.log = log;
    this.nanos = nanos;
  }

  public static void main(String[] args) throws Exception {
    var folder = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("log-bench");
    var seconds = args.length > 1 ? Long.parseLong(args[1]) : 10;
    System.out.println("event of " + event(1).tree().toString().length() + " bytes");
    seal();
    var inFlights = args.length > 2 ? new int[0] : new int[] {64, 512, 64, 512};
    for (var inFlight : inFlights) {
      on(folder.resolve("append" + System.nanoTime()), seconds, bench -> bench.appends(inFlight));
    }
    for (var run = 0; run < 3; run++) {
      on(folder.resolve("through" + run), seconds, LogBench::through);
    }
  }

  private interface Figure {
    void take(LogBench bench) throws InterruptedException;
  }

  private static void on(Path folder, long seconds, Figure figure) throws InterruptedException {
    var metrics = new SimpleMeterRegistry();
    var settings = LogSettings.usual(folder, Records.KEY);
    try (var log = RocksEventLog.open(settings, metrics, InstantSource.system())) {
      log.destinations(Set.copyOf(DESTINATIONS));
      figure.take(new LogBench(log, TimeUnit.SECONDS.toNanos(seconds)));
      var sync = metrics.get("tagyard.log.sync").timer();
      var group = metrics.get("tagyard.log.group").summary();
      System.out.printf(
          "  mean sync %.3f ms, mean group %.0f%n", sync.mean(TimeUnit.MILLISECONDS), group.mean());
    }
  }

  /// CPU of one thread that encodes, compresses and seals.
  private static void seal() {
    var clock = InstantSource.system();
    var preparation = new Preparation(new KeyRing(Records.KEY, clock), Records.KEY, clock);
    for (var round = 0; round < 3; round++) {
      var start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      var size = 0L;
      for (var n = 0; n < 50_000; n++) {
        var entry = ENTRIES.get(n % ENTRIES.size());
        var block = preparation.block();
        block.add(entry);
        size += block.sealed().value().bytes.length;
      }
      var cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
      System.out.printf("seal: %.1f µs CPU, %d bytes each%n", cpu / 5e7, size / 50_000);
    }
  }

  private void appends(int inFlight) throws InterruptedException {
    var free = new Semaphore(inFlight);
    var start = System.nanoTime();
    var cpu = cpu();
    var count = 0;
    while (System.nanoTime() - start < nanos) {
      free.acquire();
      var entry = ENTRIES.get(count++ % ENTRIES.size());
      var _ = log.append(List.of(entry)).whenComplete((_, _) -> free.release());
    }
    free.acquire(inFlight);
    var seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "append, %d in flight: %.0f/s, %.1f µs CPU of all threads%n",
        inFlight, count / seconds, (cpu() - cpu) / 1e3 / count);
  }

  /// All the way at once: append, dispatch and three senders, as fast as the slowest of them.
  private void through() throws InterruptedException {
    var delivered = new AtomicLong();
    var threads = new ArrayList<Thread>();
    var start = System.nanoTime();
    var cpu = cpu();
    threads.add(Thread.ofVirtual().start(() -> appendWithin(start)));
    for (var name : DESTINATIONS) {
      threads.add(Thread.ofVirtual().start(() -> send(name, start, delivered)));
    }
    var dispatched = 0L;
    while (System.nanoTime() - start < nanos) {
      dispatched += dispatch();
    }
    for (var thread : threads) {
      thread.join();
    }
    var seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "through: %.0f events/s, deliveries settled: %.0f/s, %.1f µs CPU for each event%n",
        dispatched / seconds, delivered.get() / seconds, (cpu() - cpu) / 1e3 / dispatched);
  }

  /// Keeps some hundreds of events ahead of dispatch.
  private void appendWithin(long start) {
    var count = 0;
    while (System.nanoTime() - start < nanos) {
      if (log.end().value() - log.cursor().value() > 1_000) {
        LockSupport.parkNanos(200_000);
        continue;
      }
      var entries = new ArrayList<CompletableFuture<Void>>();
      for (var n = 0; n < 64; n++) {
        entries.add(log.append(List.of(ENTRIES.get(count++ % ENTRIES.size()))));
      }
      entries.forEach(CompletableFuture::join);
    }
  }

  private int dispatch() throws InterruptedException {
    var entries = log.read(log.cursor(), 256, Duration.ofMillis(100));
    if (entries.isEmpty()) {
      return 0;
    }
    var outbox = new ArrayList<OutboxEntry>();
    var facts = new ArrayList<Fact>();
    for (var each : entries) {
      for (var name : DESTINATIONS) {
        outbox.add(
            new OutboxEntry(
                name,
                each.position(),
                0,
                each.entry().event(),
                each.entry().decision().of("meta"),
                each.entry().receivedAt(),
                each.entry().receivedAt(),
                0,
                ""));
      }
      facts.add(fact(each.entry().event().id(), each.position()));
    }
    var cursor = new Position(entries.getLast().position().value());
    log.commit(
        new DispatchBatch(
            log.cursor(), cursor, Map.of(), outbox, Map.of(), Map.of(), List.of(), facts));
    return entries.size();
  }

  private void send(String name, long start, AtomicLong delivered) {
    while (System.nanoTime() - start < nanos) {
      var settlements = new ArrayList<Settlement>();
      for (var entry : log.due(name, Instant.now(), 100, Set.of())) {
        var fact = fact(entry.event().id(), entry.position());
        settlements.add(new Settlement(entry, new Next.Done(Term.DELIVERED), List.of(fact)));
      }
      log.settle(settlements);
      delivered.addAndGet(settlements.size());
      if (settlements.isEmpty()) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static Fact fact(String id, Position position) {
    var detail = JsonNodeFactory.instance.objectNode().put("status", 200).put("reason", "ok");
    return new Fact(id, position, Instant.now(), Fact.Kind.ATTEMPT, Optional.of("meta"), detail);
  }

  private static JournalEntry entry(long n) {
    return new JournalEntry(event(n), Records.DECISION, "native", Instant.now(), 1);
  }

  /// Of all threads, RocksDB's own included.
  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static Event event(long n) {
    var tree = JsonNodeFactory.instance.objectNode();
    tree.put("event_name", "purchase").put("event_id", "event-" + n).put("event_time", n);
    tree.putObject("user")
        .put("email", "ada.lovelace." + n + "@example.org")
        .put("client_id", n * 7919 + "." + n * 104729)
        .put("city", "London");
    tree.putObject("page")
        .put("url", "https://shop.example.com/checkout/" + n + "?utm_source=mail&gclid=" + n * 31)
        .put("title", "Thank you");
    var params = tree.putObject("params").put("value", 59.9 + n % 100).put("currency", "EUR");
    for (var field = 0; field < 18; field++) {
      params.put("field_" + field, "value " + n * (field + 17) % 1_000_003);
    }
    var items = params.putArray("items");
    items.addObject().put("item_id", "sku-" + n % 500).put("price", 29.9).put("quantity", 2);
    items.addObject().put("item_id", "sku-" + n % 300).put("price", 0.1).put("quantity", 1);
    tree.put("user_agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/" + n % 40);
    return Event.of(tree);
  }
}
